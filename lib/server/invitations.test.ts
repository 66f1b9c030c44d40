import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { places } from '#e2e/support/places.ts';
import { PASSWORD } from '#e2e/support/team.ts';
import { ORIGIN, openWorld, type TeamWorld } from '#e2e/support/team-world.ts';

for (const [database, newPlace] of places()) {
  describe(`links that let people in on ${database}`, () => {
    let world: TeamWorld;
    beforeEach(async () => {
      world = await openWorld(newPlace);
    });
    afterEach(() => world.close());

    test('links that an admin has made do not let them back in', async () => {
      const { found, doer, invite, storage, here } = world;
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

    test('a link that is asked for the wrong person makes no hash, and is still there', async () => {
      const { found, here } = world;
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
      const { found, run, here } = world;
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
      const { found, run, storage, here } = world;
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
      const { found, signIn, run, here } = world;
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
      const { found, signIn, isIn, here } = world;
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
  });
}
