import { afterEach, expect, test } from 'vitest';
import { remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { readConfig } from './config.ts';
import { foundTeam, resetLink } from './founding.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start() {
  const { services, close } = await startGateway({ upstream: remoteTo('http://127.0.0.1:1/v1') });
  cleanups.push(close);
  return services;
}

const SECRET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ADMIN = { RUIJING_ADMIN_EMAIL: 'ada@example.com', RUIJING_ADMIN_PASSWORD: 'correct horse battery' };

test.each([
  ['HOST', { HOST: '0.0.0.0', RUIJING_SECRET: SECRET, RUIJING_ORIGIN: 'http://localhost:3000' }],
  // A proxy on this machine opens the door as well.
  ['RUIJING_ORIGIN', { RUIJING_ORIGIN: 'https://console.example' }],
])(
  'T-WEB-04 where others would reach it by %s, it does not start before there is an account',
  async (variable, env) => {
    const services = await start();
    await expect(foundTeam(readConfig(env), services)).rejects.toThrow(`${variable} is `);
    expect(await services.access.isTeam()).toBe(false);
    await foundTeam(readConfig({ ...env, ...ADMIN }), services);
    expect(await services.access.isTeam()).toBe(true);
    await foundTeam(readConfig(env), services);
  },
);

test('of several processes that start at once on nothing, all start, and there is one first account', async () => {
  const services = await start();
  const config = readConfig(ADMIN);
  await Promise.all([foundTeam(config, services), foundTeam(config, services), foundTeam(config, services)]);
  expect(await services.people.list()).toMatchObject([{ email: 'ada@example.com', role: 'admin' }]);
});

test('on this machine alone it starts without any', async () => {
  const services = await start();
  await foundTeam(readConfig({ RUIJING_ORIGIN: 'http://localhost:8080' }), services);
  expect(await services.access.isTeam()).toBe(false);
});

test('whoever may set the environment lets an admin in again who has forgotten their password', async () => {
  const services = await start();
  expect(await resetLink(readConfig({}), services)).toBeUndefined();
  const forgotten = readConfig({ RUIJING_RESET_LINK_FOR: 'Ada@example.com' });
  await expect(resetLink(forgotten, services)).rejects.toThrow('RUIJING_RESET_LINK_FOR');
  await foundTeam(readConfig(ADMIN), services);
  const older = await resetLink(forgotten, services);
  const path = await resetLink(forgotten, services);
  expect(path).toMatch(/^\/join#[\w-]{43}$/);
  const tokenOf = (link: string | undefined) => link?.split('#')[1] ?? '';
  await expect(services.invitations.open(tokenOf(older))).rejects.toMatchObject({ param: 'token' });
  expect(await services.invitations.open(tokenOf(path))).toMatchObject({ kind: 'reset', email: 'ada@example.com' });
});
