import { afterEach, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { type SettingsPatch, settingsPatchSchema, settingsSchema } from '#lib/contract/settings.ts';
import { readConfig } from './config.ts';
import { describeEnvironment } from './environment.ts';
import { validate } from './gateway/validate.ts';
import { createSettingsAdmin } from './settings.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Two processes on one storage. */
async function start({ team = false } = {}) {
  const gateway = await startGateway({ upstream: remoteTo('http://127.0.0.1:1/v1') });
  cleanups.push(() => gateway.close());
  const environment = () => Promise.resolve(describeEnvironment(readConfig({}), false));
  const { storage } = gateway;
  const deps = { storage, isTeam: () => Promise.resolve(team), environment };
  return [createSettingsAdmin(deps), createSettingsAdmin(deps), storage] as const;
}

test('answers are labelled by default for a team and not for one person alone; a choice goes before that', async () => {
  for (const team of [false, true]) {
    const [admin] = await start({ team });
    expect((await admin.read()).aiLabel).toEqual({ mode: 'default', provider: '', byDefault: team, on: team });
    await admin.update({ aiLabel: { mode: team ? 'off' : 'on', provider: '某公司' } }, LOCAL_DOER.actor);
    expect(await admin.aiLabel()).toEqual(team ? null : { provider: '某公司' });
    await admin.update({ aiLabel: { mode: 'default' } }, LOCAL_DOER.actor);
    expect(await admin.aiLabel()).toEqual(team ? { provider: '某公司' } : null);
  }
});

test('a change touches nothing else, holds at once here, and within a second in every other process', async () => {
  const [here, there] = await start();
  expect((await there.footer()).icp).toBe('');
  const icp = '京ICP备12345678号-1';
  await here.update({ footer: { icp, modelFiling: 'Beijing-X-1' } }, LOCAL_DOER.actor);
  const after = settingsSchema.parse(await here.update({ footer: { modelFiling: '' } }, LOCAL_DOER.actor));
  expect(after.footer).toEqual({ icp, publicSecurity: '', modelFiling: '' });
  expect(await here.footer()).toEqual(after.footer);
  await expect.poll(() => there.footer(), { timeout: 1_000 }).toEqual(after.footer);
});

test('the audit log tells who changed what, and nothing of a change that was none', async () => {
  const [admin, , storage] = await start();
  await admin.update({ footer: { icp: 'a' }, aiLabel: { mode: 'on' } }, LOCAL_DOER.actor);
  await admin.update({ footer: { icp: 'a' } }, LOCAL_DOER.actor);
  await admin.update({}, LOCAL_DOER.actor);
  expect(await storage.audit.page({ limit: 10 })).toMatchObject([
    {
      action: 'settings.changed',
      actor: { role: 'local' },
      details: { icp: { from: '', to: 'a' }, mode: { from: '', to: 'on' } },
    },
  ]);
});

const check = (patch: Record<string, unknown>): SettingsPatch => validate(settingsPatchSchema, patch);

test('what is written is one line of at most 100 characters', () => {
  expect(check({ footer: { icp: '  京ICP备1号 ' } })).toEqual({ footer: { icp: '京ICP备1号' } });
  expect(check({ footer: { icp: 'x'.repeat(100) } }).footer?.icp).toHaveLength(100);
});

test.each([
  ['footer.icp', { footer: { icp: 'x'.repeat(101) } }],
  ['footer.publicSecurity', { footer: { publicSecurity: 'a\nb' } }],
  ['footer.modelFiling', { footer: { modelFiling: 'a\u0000' } }],
  ['footer.modelFiling', { footer: { modelFiling: '\ud800' } }],
  ['aiLabel.mode', { aiLabel: { mode: 'sometimes' } }],
  ['aiLabel.provider', { aiLabel: { provider: 7 } }],
])('refused, and %s named: %j', (param, patch) => {
  expect(() => check(patch)).toThrow(expect.objectContaining({ code: 'invalid_parameter', param }));
});

test('T-AUTHZ-09 what cannot be set is refused', () => {
  expect(() => check({ currency: 'USD' })).toThrow(expect.objectContaining({ code: 'invalid_parameter' }));
  expect(() => check({ aiLabel: { on: true } })).toThrow(expect.objectContaining({ code: 'invalid_parameter' }));
});
