import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { places } from '#e2e/support/places.ts';
import { PASSWORD } from '#e2e/support/team.ts';
import { createProcess, FOUNDER, ORIGIN, openWorld, type TeamWorld } from '#e2e/support/team-world.ts';

for (const [database, newPlace] of places()) {
  describe(`people on ${database}`, () => {
    let world: TeamWorld;
    beforeEach(async () => {
      world = await openWorld(newPlace);
    });
    afterEach(() => world.close());

    test('the first account is an admin’s, there is one first, and local mode is over in every process', async () => {
      const { found, storage, here } = world;
      const other = createProcess(storage);
      expect((await other.access.whoIs(undefined))?.principal.role).toBe('admin');
      const tries = await Promise.allSettled([found(), found(), other.people.found(FOUNDER, LOCAL_DOER.actor)]);
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await storage.people.list()).toMatchObject([{ email: 'ada@example.com', role: 'admin' }]);
      expect(await here.access.isTeam()).toBe(true);
      await expect.poll(() => other.access.whoIs(undefined), { timeout: 1_000 }).toBeUndefined();
      expect((await storage.audit.page({ limit: 100 })).map(({ action }) => action)).toEqual(['team.founded']);
    });

    test('T-AUTHZ-06 disabling and demoting end sessions and keys at once; enabling brings keys back', async () => {
      const { found, signIn, doer, invite, isIn, here } = world;
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

    test('an admin is always left', async () => {
      const { found, doer, invite, storage, here } = world;
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
      const { found, doer, invite, here } = world;
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
      const { found, doer, invite, here } = world;
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
      const { found, doer, invite, here } = world;
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

    test('an act counts only while who does it may: signed out, disabled or demoted meanwhile, it is refused', async () => {
      const { found, doer, invite, storage, here } = world;
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

    test('the audit log tells every act, who did it and from where, and is only added to', async () => {
      const { found, signIn, doer, invite, run, storage, here } = world;
      await found();
      const admin = await doer('ada@example.com');
      const bob = await invite('bob@example.com');
      await here.people.update(bob.id, { plan: 'professional', role: 'viewer' }, admin.actor);
      const { id } = await here.keys.create({ name: '=cmd', plan: 'free' }, admin);
      await here.keys.revoke(id, admin);
      await expect(signIn('bob@example.com', 'wrong wrong wrong')).rejects.toThrow();
      expect((await storage.audit.page({ limit: 100 })).map(({ action }) => action)).toEqual([
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
      expect(JSON.stringify(await storage.audit.page({ limit: 100 }))).not.toContain(PASSWORD);
    });

    test('an act that fails leaves neither the deed nor a word of it', async () => {
      const { found, storage } = world;
      await found();
      const before = await storage.audit.page({ limit: 100 });
      const failing = storage.act(LOCAL_DOER.actor, async ({ settings }) => {
        await settings.set('half', 'done');
        throw new Error('in the middle');
      });
      await expect(failing).rejects.toThrow('in the middle');
      expect(await storage.settings.get('half')).toBeUndefined();
      expect(await storage.audit.page({ limit: 100 })).toEqual(before);
    });
  });
}
