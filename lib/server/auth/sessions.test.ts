import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { places } from '#e2e/support/places.ts';
import { PASSWORD } from '#e2e/support/team.ts';
import {
  createProcess,
  FOUNDER,
  ORIGIN,
  openWorld,
  pairsOf,
  REQUEST,
  type TeamWorld,
} from '#e2e/support/team-world.ts';
import { actorOf } from '#lib/domain/people/actor.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

for (const [database, newPlace] of places()) {
  describe(`sessions on ${database}`, () => {
    let world: TeamWorld;
    beforeEach(async () => {
      world = await openWorld(newPlace);
    });
    afterEach(() => world.close());

    test('T-WEB-09 a cookie is for this host, by https where people use that, and out of reach of scripts', async () => {
      const { found, signIn, storage } = world;
      await found();
      const plain = (await signIn('ada@example.com')).lines;
      expect(plain).toHaveLength(1);
      expect(plain[0]).toMatch(/^ruijing-session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
      const { account } = createProcess(storage, true);
      const secure = await account.signIn({ email: FOUNDER.email, password: PASSWORD }, REQUEST);
      expect(secure.cookies).toHaveLength(1);
      expect(secure.cookies[0]).toMatch(
        /^__Host-ruijing-session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
    });

    test('T-WEB-09 a session is another one after each sign-in, and dead on the server when it ends', async () => {
      const { found, signIn, isIn, here } = world;
      await found();
      const first = await signIn('ada@example.com');
      const second = await signIn('ada@example.com', PASSWORD, first.cookie);
      expect(second.cookie).not.toBe(first.cookie);
      expect([await isIn(first.cookie), await isIn(second.cookie)]).toEqual([false, true]);
      const { principal } = second;
      await here.account.signOut({ principal, actor: actorOf(principal, ORIGIN) });
      expect(await isIn(second.cookie)).toBe(false);
    });

    test('T-WEB-09 a session ends when it was not used for a week, and after a month in any case', async () => {
      const { found, signIn, isIn, run } = world;
      await found();
      const idle = await signIn('ada@example.com');
      await run(`UPDATE session SET expires_at = '${new Date(Date.now() - 1).toISOString()}'`);
      expect(await isIn(idle.cookie)).toBe(false);
      const old = await signIn('ada@example.com');
      await run(`UPDATE session SET created_at = '${new Date(Date.now() - 30 * DAY_MS - 1).toISOString()}'`);
      expect(await isIn(old.cookie)).toBe(false);
      expect(await run('SELECT id FROM session')).toEqual([]);
    });

    test('a session in use is prolonged, within its month', async () => {
      const { found, signIn, run, here } = world;
      await found();
      const { cookie } = await signIn('ada@example.com');
      const soon = new Date(Date.now() + DAY_MS).toISOString();
      await run(`UPDATE session SET expires_at = '${soon}'`);
      const signedIn = await here.access.whoIs(cookie, { prolong: true });
      expect(signedIn?.cookies[0]).toMatch(/^ruijing-session=[^;]+; Max-Age=604800;/);
      expect(String((await run('SELECT expires_at FROM session'))[0]) > soon).toBe(true);
    });

    test('forged, cut and foreign cookies are nobody’s', async () => {
      const { found, signIn, isIn } = world;
      await found();
      const { cookie } = await signIn('ada@example.com');
      const [name = '', value = ''] = cookie.split('=');
      const token = decodeURIComponent(value).split('.')[0] ?? '';
      for (const forged of [token, `${token}.${'A'.repeat(43)}=`, value.slice(0, -4), 'x', '', `${value}x`]) {
        expect(await isIn(`${name}=${forged}`)).toBe(false);
      }
      expect(await isIn(cookie)).toBe(true);
    });

    test('even a session whose row is still there is not a disabled person’s', async () => {
      const { found, signIn, invite, isIn, run } = world;
      await found();
      const bob = await invite('bob@example.com');
      const { cookie } = await signIn('bob@example.com');
      await run(`UPDATE person SET disabled = 1 WHERE id = '${bob.id}'`);
      expect(await isIn(cookie)).toBe(false);
    });

    test('T-Q-07 tries to sign in are limited, the same for accounts that exist and others', async () => {
      const { found, signIn, here } = world;
      await found();
      for (const email of ['ada@example.com', 'nobody@example.com']) {
        for (let index = 0; index < 10; index++) await here.limits.take(email, ORIGIN.peer);
        const refused = signIn(email, 'wrong wrong wrong');
        await expect(refused).rejects.toMatchObject({ status: 429, retryAfterMs: expect.any(Number) });
      }
    });

    test('T-Q-07 nobody is kept out of their account by the guesses of another, but guesses from everywhere end', async () => {
      const { found, signIn, here } = world;
      await found();
      for (let peer = 0; peer < 199; peer++) await here.limits.take('ada@example.com', `198.51.100.${peer}`);
      await signIn('ada@example.com');
      await expect(here.limits.take('ada@example.com', '192.0.2.1')).rejects.toMatchObject({ status: 429 });
    });

    test('T-Q-07 tries from one peer are limited over all accounts; of IPv6 a whole line is one peer', async () => {
      const { found, signIn, here } = world;
      await found();
      for (let index = 0; index < 30; index++) await here.limits.take(`${index}@example.com`, ORIGIN.peer);
      await expect(signIn('ada@example.com')).rejects.toMatchObject({ status: 429 });
      for (let index = 0; index < 30; index++) await here.limits.take(`${index}@example.com`, `2001:db8:1:2::${index}`);
      await expect(here.limits.take('a@example.com', '2001:db8:1:2:ffff::1')).rejects.toMatchObject({ status: 429 });
      await here.limits.take('a@example.com', '2001:db8:1:3::1');
    });

    test('a sign-in with the old password that overlaps a reset does not survive it', async () => {
      const { found, signIn, isIn, storage, here } = world;
      await found();
      const { principal } = await signIn('ada@example.com');
      for (const [index, delayMs] of [0, 20, 40, 60, 80].entries()) {
        const { token } = await here.invitations.createReset(principal.id, LOCAL_DOER.actor);
        const old = index === 0 ? PASSWORD : `another password ${index - 1}`;
        const accepted = here.invitations.accept({ token, password: `another password ${index}` }, ORIGIN);
        // Nothing is waited for: the two meet at another point of their ways each time.
        await setTimeout(delayMs);
        const late = await createProcess(storage)
          .account.enter({ email: 'ada@example.com', password: old }, REQUEST)
          .catch(() => undefined);
        await accepted;
        expect(late !== undefined && (await isIn(pairsOf(late.cookies)))).toBe(false);
      }
    });

    test('of a reset and a change of the password at once, the change does not have the last word', async () => {
      const { found, signIn, here } = world;
      await found();
      const { principal, cookie } = await signIn('ada@example.com');
      const { token } = await here.invitations.createReset(principal.id, LOCAL_DOER.actor);
      const thief = { principal, actor: actorOf(principal, ORIGIN) };
      const change = { current: PASSWORD, next: 'thief password 12345', cookie };
      const [changed, reset] = await Promise.allSettled([
        here.account.changePassword(change, thief),
        here.invitations.accept({ token, password: 'the owner’s new one' }, ORIGIN),
      ]);
      // Whichever came first: after both, what the owner set holds, or their link was ended by the change.
      if (reset.status === 'fulfilled') {
        expect(changed.status).toBe('rejected');
        await signIn('ada@example.com', 'the owner’s new one');
      } else expect(reset.reason).toMatchObject({ param: 'token' });
    });

    test('another password ends the links that would set one', async () => {
      const { found, signIn, here } = world;
      await found();
      const { principal, cookie } = await signIn('ada@example.com');
      const { token } = await here.invitations.createReset(principal.id, LOCAL_DOER.actor);
      const by = { principal, actor: actorOf(principal, ORIGIN) };
      await here.account.changePassword({ current: PASSWORD, next: 'another long password', cookie }, by);
      await expect(here.invitations.open(token)).rejects.toMatchObject({ param: 'token' });
    });

    test('a look does not prolong a session whose cookie cannot be sent', async () => {
      const { found, signIn, run, here } = world;
      await found();
      const { cookie } = await signIn('ada@example.com');
      const soon = new Date(Date.now() + DAY_MS).toISOString();
      await run(`UPDATE session SET expires_at = '${soon}'`);
      expect((await here.access.whoIs(cookie))?.cookies).toEqual([]);
      expect(await run('SELECT expires_at FROM session')).toEqual([soon]);
    });

    test('a password is changed by whoever knows it, and the other sessions end', async () => {
      const { found, signIn, isIn, here } = world;
      await found();
      const other = await signIn('ada@example.com');
      const { cookie, principal } = await signIn('ada@example.com');
      const by = { principal, actor: actorOf(principal, ORIGIN) };
      const change = { next: 'another long password', cookie };
      await expect(here.account.changePassword({ ...change, current: 'no' }, by)).rejects.toMatchObject({
        param: 'current',
      });
      await here.account.changePassword({ ...change, current: PASSWORD }, by);
      expect([await isIn(other.cookie), await isIn(cookie)]).toEqual([false, true]);
      await signIn('ada@example.com', 'another long password');
    });

    test('passwords lie in the database as scrypt hashes with a salt each', async () => {
      const { found, invite, run } = world;
      await found();
      await invite('bob@example.com');
      const hashes = (await run('SELECT password FROM account')).map(String);
      expect(new Set(hashes).size).toBe(2);
      for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
    });
  });
}
