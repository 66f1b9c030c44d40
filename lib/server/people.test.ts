import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { places } from '#e2e/support/places.ts';
import type { AuditEntry } from '#lib/contract/audit.ts';
import type { PersonRole } from '#lib/contract/people.ts';
import { actorOf } from '#lib/domain/people/actor.ts';
import { type Access, createAccess } from './access.ts';
import { type Account, createAccount } from './account.ts';
import { createSessions, type Sessions } from './auth/sessions.ts';
import { createSignInLimits, type SignInLimits } from './auth/sign-in-limits.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createKeyAdmin, type Doer, type KeyAdmin } from './keys.ts';
import { createLog } from './log.ts';
import { createPeopleAdmin, type PeopleAdmin } from './people.ts';
import { createMemoryLimits } from './storage/memory/limit-store.ts';
import type { Storage } from './storage/storage.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const PASSWORD = 'correct horse battery';
const ORIGIN = { peer: '203.0.113.7', requestId: 'req_test' };
const log = createLog('silent', () => undefined);
const options = {
  log,
  interrupted: () => {
    throw new Error('No call is made here');
  },
};

interface Process {
  readonly access: Access;
  readonly account: Account;
  readonly invitations: Invitations;
  readonly keys: KeyAdmin;
  readonly limits: SignInLimits;
  readonly people: PeopleAdmin;
  readonly sessions: Sessions;
}

/** One process's view of a storage. */
function createProcess(storage: Storage, secure = false): Process {
  const secret = 'x'.repeat(32);
  const sessions = createSessions({ database: storage.signIn, secret, secure });
  const access = createAccess({ storage, sessions, secret, localPlan: 'professional', log });
  const limits = createSignInLimits(createMemoryLimits({ pastUse: () => Promise.resolve(0) }));
  return {
    access,
    account: createAccount({ storage, sessions, limits }),
    invitations: createInvitations({ storage, access, sessions, limits }),
    keys: createKeyAdmin({ storage, access }),
    limits,
    people: createPeopleAdmin({ storage, access, sessions }),
    sessions,
  };
}

const REQUEST = { cookie: undefined, userAgent: 'Firefox', peer: ORIGIN.peer, requestId: ORIGIN.requestId };
const cookieOf = (lines: readonly string[]): string => lines.map((line) => line.split(';', 1)[0]).join('; ');

for (const [database, newPlace] of places()) {
  describe(`people on ${database}`, () => {
    let storage: Storage;
    let run: (text: string) => Promise<unknown[]>;
    let here: Process;
    let close: () => Promise<void>;
    beforeEach(async () => {
      const place = await newPlace();
      storage = await place.open(options);
      run = place.run;
      here = createProcess(storage);
      close = async () => {
        await storage.close();
        await place.remove();
      };
    });
    afterEach(() => close());

    const founder = { name: 'Ada', email: 'ada@example.com', password: PASSWORD };
    const found = () => here.people.found(founder, LOCAL_DOER.actor);
    const signIn = async (email: string, password = PASSWORD, cookie?: string) => {
      const { principal, cookies } = await here.account.signIn({ email, password }, { ...REQUEST, cookie });
      return { cookie: cookieOf(cookies), lines: cookies, principal };
    };
    const doer = async (email: string): Promise<Doer> => {
      const { principal } = await signIn(email);
      return { principal, actor: actorOf(principal, ORIGIN) };
    };
    const invite = async (email: string, role: PersonRole = 'developer') => {
      const { token } = await here.invitations.create({ role, plan: 'free', days: 7 }, LOCAL_DOER.actor);
      await here.invitations.accept({ token, name: email, email, password: PASSWORD }, ORIGIN);
      const person = await storage.people.findByEmail(email);
      if (person === undefined) throw new Error('Nobody came in');
      return person;
    };
    const audit = (): Promise<AuditEntry[]> => storage.audit.page({ limit: 100 });
    const isIn = async (cookie: string) => (await createProcess(storage).access.whoIs(cookie)) !== undefined;

    test('the first account is an admin’s, there is one first, and local mode is over in every process', async () => {
      const other = createProcess(storage);
      expect((await other.access.whoIs(undefined))?.principal.role).toBe('admin');
      const tries = await Promise.allSettled([found(), found(), other.people.found(founder, LOCAL_DOER.actor)]);
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await storage.people.list()).toMatchObject([{ email: 'ada@example.com', role: 'admin' }]);
      expect(await here.access.isTeam()).toBe(true);
      await expect.poll(() => other.access.whoIs(undefined), { timeout: 1_000 }).toBeUndefined();
      expect((await audit()).map(({ action }) => action)).toEqual(['team.founded']);
    });

    test('T-WEB-09 a cookie is for this host, by https where people use that, and out of reach of scripts', async () => {
      await found();
      const plain = (await signIn('ada@example.com')).lines;
      expect(plain).toHaveLength(1);
      expect(plain[0]).toMatch(/^ruijing-session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
      const { account } = createProcess(storage, true);
      const secure = await account.signIn({ email: founder.email, password: PASSWORD }, REQUEST);
      expect(secure.cookies).toHaveLength(1);
      expect(secure.cookies[0]).toMatch(
        /^__Host-ruijing-session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
    });

    test('T-WEB-09 a session is another one after each sign-in, and dead on the server when it ends', async () => {
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
      await found();
      const { cookie } = await signIn('ada@example.com');
      const soon = new Date(Date.now() + DAY_MS).toISOString();
      await run(`UPDATE session SET expires_at = '${soon}'`);
      const signedIn = await here.access.whoIs(cookie, { prolong: true });
      expect(signedIn?.cookies[0]).toMatch(/^ruijing-session=[^;]+; Max-Age=604800;/);
      expect(String((await run('SELECT expires_at FROM session'))[0]) > soon).toBe(true);
    });

    test('forged, cut and foreign cookies are nobody’s', async () => {
      await found();
      const { cookie } = await signIn('ada@example.com');
      const [name = '', value = ''] = cookie.split('=');
      const token = decodeURIComponent(value).split('.')[0] ?? '';
      for (const forged of [token, `${token}.${'A'.repeat(43)}=`, value.slice(0, -4), 'x', '', `${value}x`]) {
        expect(await isIn(`${name}=${forged}`)).toBe(false);
      }
      expect(await isIn(cookie)).toBe(true);
    });

    test('T-AUTHZ-06 disabling and demoting end sessions and keys at once; enabling brings keys back', async () => {
      await found();
      const admin = await doer('ada@example.com');
      const bob = await invite('bob@example.com');
      const { cookie, principal } = await signIn('bob@example.com');
      const { key } = await here.keys.create({ name: 'b' }, { principal, actor: admin.actor });
      const call = () =>
        here.access.identify({
          target: '/v1/models',
          header: (name) => (name === 'authorization' ? `Bearer ${key}` : undefined),
          headerFields: [],
        });
      expect(await call()).toMatchObject({ owner: bob.id, plan: { id: 'free' } });

      await here.people.update(bob.id, { disabled: true }, admin.actor);
      expect(await isIn(cookie)).toBe(false);
      await expect(call()).rejects.toMatchObject({ code: 'account_disabled' });
      await expect(signIn('bob@example.com')).rejects.toMatchObject({ code: 'account_disabled' });
      await expect(signIn('bob@example.com', 'a wrong password')).rejects.toMatchObject({
        code: 'invalid_credentials',
      });
      await here.people.update(bob.id, { disabled: false }, admin.actor);
      await expect(call()).resolves.toMatchObject({ owner: bob.id });

      const again = await signIn('bob@example.com');
      await here.people.update(bob.id, { role: 'viewer' }, admin.actor);
      expect(await isIn(again.cookie)).toBe(false);
      await expect(call()).rejects.toMatchObject({ code: 'route_not_allowed' });
    });

    test('even a session whose row is still there is not a disabled person’s', async () => {
      await found();
      const bob = await invite('bob@example.com');
      const { cookie } = await signIn('bob@example.com');
      await run(`UPDATE person SET disabled = 1 WHERE id = '${bob.id}'`);
      expect(await isIn(cookie)).toBe(false);
    });

    test('an admin is always left', async () => {
      await found();
      const admin = await doer('ada@example.com');
      const { id } = admin.principal;
      for (const change of [{ role: 'viewer' as const }, { disabled: true }]) {
        await expect(here.people.update(id, change, admin.actor)).rejects.toMatchObject({ code: 'conflict' });
      }
      const bob = await invite('bob@example.com', 'admin');
      const both = await Promise.allSettled([
        here.people.update(id, { role: 'viewer' }, admin.actor),
        createProcess(storage).people.update(bob.id, { disabled: true }, admin.actor),
      ]);
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('another plan takes the keys along that were on the old one', async () => {
      await found();
      const bob = await invite('bob@example.com');
      const by = await doer('bob@example.com');
      const own = await here.keys.create({ name: 'own' }, by);
      const set = await here.keys.create({ name: 'set', owner: bob.id, plan: 'enterprise' }, LOCAL_DOER);
      await here.people.update(bob.id, { plan: 'professional' }, LOCAL_DOER.actor);
      expect((await here.keys.get(own.id, LOCAL_DOER)).plan).toBe('professional');
      expect((await here.keys.get(set.id, LOCAL_DOER)).plan).toBe('enterprise');
    });

    test('T-AUTHZ-04 developers have to do with their own keys only, as if there were no others', async () => {
      await found();
      await invite('bob@example.com');
      await invite('eve@example.com');
      const [bob, eve] = [await doer('bob@example.com'), await doer('eve@example.com')];
      const { id } = await here.keys.create({ name: 'bob’s' }, bob);
      expect(await here.keys.list(eve)).toEqual([]);
      const nothing = { code: 'not_found' };
      await expect(here.keys.get(id, eve)).rejects.toMatchObject(nothing);
      await expect(here.keys.update(id, { name: 'eve’s' }, eve)).rejects.toMatchObject(nothing);
      await expect(here.keys.rotate(id, { overlapMinutes: 0 }, eve)).rejects.toMatchObject(nothing);
      await expect(here.keys.revoke(id, eve)).rejects.toMatchObject(nothing);
      expect(await here.keys.list(bob)).toMatchObject([{ id, name: 'bob’s', revokedAt: null }]);
    });

    test('T-AUTHZ-09 developers choose neither another owner nor another plan', async () => {
      await found();
      await invite('bob@example.com');
      const bob = await doer('bob@example.com');
      for (const [param, wish] of [
        ['owner', { owner: 'somebody' }],
        ['plan', { plan: 'enterprise' }],
      ] as const) {
        await expect(here.keys.create({ name: 'k', ...wish }, bob)).rejects.toMatchObject({ status: 400, param });
      }
      const { id, plan, owner } = await here.keys.create({ name: 'k' }, bob);
      expect([plan, owner]).toEqual(['free', bob.principal.id]);
      await expect(here.keys.update(id, { plan: 'enterprise' }, bob)).rejects.toMatchObject({ param: 'plan' });
    });

    test('T-Q-07 tries to sign in are limited, the same for accounts that exist and others', async () => {
      await found();
      for (const email of ['ada@example.com', 'nobody@example.com']) {
        for (let index = 0; index < 10; index++) await here.limits.take(email, ORIGIN.peer);
        const refused = signIn(email, 'wrong wrong wrong');
        await expect(refused).rejects.toMatchObject({ status: 429, retryAfterMs: expect.any(Number) });
      }
    });

    test('T-Q-07 nobody is kept out of their account by the guesses of another, but guesses from everywhere end', async () => {
      await found();
      for (let peer = 0; peer < 199; peer++) await here.limits.take('ada@example.com', `198.51.100.${peer}`);
      await signIn('ada@example.com');
      await expect(here.limits.take('ada@example.com', '192.0.2.1')).rejects.toMatchObject({ status: 429 });
    });

    test('T-Q-07 tries from one peer are limited over all accounts; of IPv6 a whole line is one peer', async () => {
      await found();
      for (let index = 0; index < 30; index++) await here.limits.take(`${index}@example.com`, ORIGIN.peer);
      await expect(signIn('ada@example.com')).rejects.toMatchObject({ status: 429 });
      for (let index = 0; index < 30; index++) await here.limits.take(`${index}@example.com`, `2001:db8:1:2::${index}`);
      await expect(here.limits.take('a@example.com', '2001:db8:1:2:ffff::1')).rejects.toMatchObject({ status: 429 });
      await here.limits.take('a@example.com', '2001:db8:1:3::1');
    });

    test('an act counts only while who does it may: signed out, disabled or demoted meanwhile, it is refused', async () => {
      await found();
      const wish = { role: 'admin', plan: 'free', days: 7 } as const;
      for (const [index, end] of [
        (id: string) => here.people.endSessions(id, LOCAL_DOER.actor),
        (id: string) => here.people.update(id, { disabled: true }, LOCAL_DOER.actor),
        (id: string) => here.people.update(id, { role: 'viewer' }, LOCAL_DOER.actor),
      ].entries()) {
        await invite(`b${index}@example.com`, 'admin');
        const bob = await doer(`b${index}@example.com`);
        await end(bob.principal.id);
        const late = createProcess(storage);
        await expect(late.invitations.create(wish, bob.actor)).rejects.toMatchObject({ code: 'sign_in_required' });
        await expect(late.keys.create({ name: 'late' }, bob)).rejects.toMatchObject({ code: 'sign_in_required' });
      }
      expect(await here.invitations.list()).toEqual([]);
    });

    test('links that an admin has made do not let them back in', async () => {
      await found();
      const ada = await doer('ada@example.com');
      for (const change of [{ disabled: true }, { role: 'developer' as const }]) {
        const email = `${Object.keys(change)[0]}@example.com`;
        const { id } = await invite(email, 'admin');
        const bob = await doer(email);
        const invitation = await here.invitations.create({ role: 'admin', plan: 'free', days: 30 }, bob.actor);
        const reset = await here.invitations.createReset(ada.principal.id, bob.actor);
        await here.people.update(id, change, ada.actor);
        for (const { token } of [invitation, reset]) {
          await expect(here.invitations.open(token)).rejects.toMatchObject({ param: 'token' });
        }
      }
      const entries = await storage.audit.page({ limit: 100 });
      expect(entries.filter(({ details }) => details.invitationsWithdrawn === 2)).toHaveLength(2);
    });

    test('a sign-in with the old password that overlaps a reset does not survive it', async () => {
      await found();
      const { principal } = await signIn('ada@example.com');
      for (const [index, delayMs] of [0, 20, 40, 60, 80].entries()) {
        const { token } = await here.invitations.createReset(principal.id, LOCAL_DOER.actor);
        const old = index === 0 ? PASSWORD : `another password ${index - 1}`;
        const accepted = here.invitations.accept({ token, password: `another password ${index}` }, ORIGIN);
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        const late = await createProcess(storage)
          .account.enter({ email: 'ada@example.com', password: old }, REQUEST)
          .catch(() => undefined);
        await accepted;
        expect(late !== undefined && (await isIn(cookieOf(late.cookies)))).toBe(false);
      }
    });

    test('of a reset and a change of the password at once, the change does not have the last word', async () => {
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
      await found();
      const { principal, cookie } = await signIn('ada@example.com');
      const { token } = await here.invitations.createReset(principal.id, LOCAL_DOER.actor);
      const by = { principal, actor: actorOf(principal, ORIGIN) };
      await here.account.changePassword({ current: PASSWORD, next: 'another long password', cookie }, by);
      await expect(here.invitations.open(token)).rejects.toMatchObject({ param: 'token' });
    });

    test('a look does not prolong a session whose cookie cannot be sent', async () => {
      await found();
      const { cookie } = await signIn('ada@example.com');
      const soon = new Date(Date.now() + DAY_MS).toISOString();
      await run(`UPDATE session SET expires_at = '${soon}'`);
      expect((await here.access.whoIs(cookie))?.cookies).toEqual([]);
      expect(await run('SELECT expires_at FROM session')).toEqual([soon]);
    });

    test('a link that is asked for the wrong person makes no hash, and is still there', async () => {
      await found();
      const wish = { role: 'viewer', plan: 'free', email: 'v@example.com', days: 7 } as const;
      const { token } = await here.invitations.create(wish, LOCAL_DOER.actor);
      const beganMs = performance.now();
      for (let index = 0; index < 25; index++) {
        const wrong = { token, name: 'V', email: 'w@example.com', password: PASSWORD };
        await expect(here.invitations.accept(wrong, ORIGIN)).rejects.toMatchObject({ param: 'email' });
      }
      // A single hash takes a twentieth of a second at least.
      expect(performance.now() - beganMs).toBeLessThan(1_000);
      expect(await here.invitations.open(token)).toMatchObject({ email: 'v@example.com' });
    });

    test('a plan that is gone makes no invitation, and ends one in words', async () => {
      await found();
      await run(
        "INSERT INTO plan (id, owner, name, built_in, limits, pool) SELECT 'team', owner, name, 0, limits, pool FROM plan WHERE id = 'free'",
      );
      const { token } = await here.invitations.create({ role: 'viewer', plan: 'team', days: 7 }, LOCAL_DOER.actor);
      await run("DELETE FROM plan WHERE id = 'team'");
      const accept = here.invitations.accept({ token, name: 'V', email: 'v@example.com', password: PASSWORD }, ORIGIN);
      await expect(accept).rejects.toMatchObject({ code: 'conflict', param: 'plan' });
      // Also where it is still remembered.
      const late = here.invitations.create({ role: 'viewer', plan: 'team', days: 7 }, LOCAL_DOER.actor);
      await expect(late).rejects.toMatchObject({ param: 'plan' });
    });

    test('T-AUTHZ-08 an invitation lets one person in, once', async () => {
      await found();
      const invitation = await here.invitations.create({ role: 'developer', plan: 'free', days: 7 }, LOCAL_DOER.actor);
      const { token } = invitation;
      expect(await here.invitations.open(token)).toMatchObject({ kind: 'invitation', role: 'developer', email: null });
      const accept = (email: string) =>
        here.invitations.accept({ token, name: 'B', email, password: PASSWORD }, ORIGIN).catch((error) => error.param);
      const both = await Promise.all([accept('b@example.com'), accept('c@example.com')]);
      expect(both.filter((result) => result === 'token')).toHaveLength(1);
      expect(await storage.people.list()).toHaveLength(2);
      expect(await here.invitations.list()).toEqual([]);
      expect(JSON.stringify(await run('SELECT token_hash FROM invitation'))).not.toContain(token);
    });

    test('T-AUTHZ-08 a token that is invented, withdrawn or expired opens nothing', async () => {
      await found();
      const create = () =>
        here.invitations.create({ role: 'admin', plan: 'free', email: 'd@example.com', days: 7 }, LOCAL_DOER.actor);
      const withdrawn = await create();
      await here.invitations.withdraw(withdrawn.id, LOCAL_DOER.actor);
      const expired = await create();
      await run(`UPDATE invitation SET expires_at_ms = ${Date.now()} WHERE id = '${expired.id}'`);
      for (const token of ['x', '', 'null', '[]', withdrawn.token, expired.token, `${expired.token}x`]) {
        const refused = { status: 400, param: 'token' };
        await expect(here.invitations.open(token)).rejects.toMatchObject(refused);
        await expect(here.invitations.accept({ token, name: 'D', password: PASSWORD }, ORIGIN)).rejects.toMatchObject(
          refused,
        );
      }
      const bound = await create();
      await expect(
        here.invitations.accept({ token: bound.token, name: 'D', email: 'e@example.com', password: PASSWORD }, ORIGIN),
      ).rejects.toMatchObject({ param: 'email' });
      // What was refused did not use it up.
      await here.invitations.accept({ token: bound.token, name: 'D', password: PASSWORD }, ORIGIN);
      expect((await signIn('d@example.com')).principal.role).toBe('admin');
    });

    test('a reset link sets the password once, and ends every session', async () => {
      await found();
      const { cookie, principal } = await signIn('ada@example.com');
      const older = await here.invitations.createReset(principal.id, LOCAL_DOER.actor);
      const { token } = await here.invitations.createReset(principal.id, LOCAL_DOER.actor);
      await expect(here.invitations.open(older.token)).rejects.toMatchObject({ param: 'token' });
      expect(await here.invitations.open(token)).toMatchObject({ kind: 'reset', email: 'ada@example.com' });
      await here.invitations.accept({ token, password: 'another long password' }, ORIGIN);
      expect(await isIn(cookie)).toBe(false);
      await expect(signIn('ada@example.com')).rejects.toMatchObject({ code: 'invalid_credentials' });
      await signIn('ada@example.com', 'another long password');
      await expect(here.invitations.open(token)).rejects.toMatchObject({ param: 'token' });
    });

    test('a password is changed by whoever knows it, and the other sessions end', async () => {
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
      await found();
      await invite('bob@example.com');
      const hashes = (await run('SELECT password FROM account')).map(String);
      expect(new Set(hashes).size).toBe(2);
      for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
    });

    test('the audit log tells every act, who did it and from where, and is only added to', async () => {
      await found();
      const admin = await doer('ada@example.com');
      const bob = await invite('bob@example.com');
      await here.people.update(bob.id, { plan: 'professional', role: 'viewer' }, admin.actor);
      const { id } = await here.keys.create({ name: '=cmd', plan: 'free' }, admin);
      await here.keys.revoke(id, admin);
      await expect(signIn('bob@example.com', 'wrong wrong wrong')).rejects.toThrow();
      expect((await audit()).map(({ action }) => action)).toEqual([
        ...['session.refused', 'key.revoked', 'key.created', 'person.changed', 'person.joined'],
        ...['invitation.created', 'session.began', 'team.founded'],
      ]);
      const [changed] = await storage.audit.page({ action: 'person.changed', limit: 5 });
      expect(changed).toMatchObject({
        actor: { id: admin.principal.id, name: 'Ada', role: 'admin' },
        peer: ORIGIN.peer,
        target: { kind: 'person', id: bob.id },
        details: { plan: { from: 'free', to: 'professional' }, role: { from: 'developer', to: 'viewer' } },
      });
      expect(await storage.audit.page({ text: 'BOB@', limit: 5 })).not.toHaveLength(0);
      expect(await storage.audit.page({ text: '%', limit: 5 })).toHaveLength(0);
      expect(await storage.audit.page({ actor: admin.principal.id, limit: 50 })).toHaveLength(4);
      for (const statement of ['DELETE FROM audit', "UPDATE audit SET action = 'x'"]) {
        await expect((async () => await run(statement))()).rejects.toThrow('only added to');
      }
      expect(JSON.stringify(await audit())).not.toContain(PASSWORD);
    });

    test('an act that fails leaves neither the deed nor a word of it', async () => {
      await found();
      const before = await audit();
      const failing = storage.act(LOCAL_DOER.actor, async ({ settings }) => {
        await settings.set('half', 'done');
        throw new Error('in the middle');
      });
      await expect(failing).rejects.toThrow('in the middle');
      expect(await storage.settings.get('half')).toBeUndefined();
      expect(await audit()).toEqual(before);
    });
  });
}
