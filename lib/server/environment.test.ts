import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { environmentSchema, VARIABLES, type Variable } from '#lib/contract/settings.ts';
import { readConfig } from './config.ts';
import { describeEnvironment } from './environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'ruijing-environment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const describeWith = (env: Record<string, string>) => {
  const config = readConfig(env);
  const environment = environmentSchema.parse(describeEnvironment(config, config.upstreams.length === 0));
  const stateOf = (name: Variable) => environment.variables.find((variable) => variable.name === name);
  return { ...environment, stateOf, text: JSON.stringify(environment) };
};

const SECRETS = {
  RUIJING_API_KEY: 'sk-sentinel-1234567890',
  RUIJING_SECRET: 'sentinel-secret-0123456789abcdefghijklmnopq',
  RUIJING_ADMIN_EMAIL: 'a@example.com',
  RUIJING_ADMIN_PASSWORD: 'sentinel-password',
  DATABASE_URL: 'postgres://someone:sentinel-p1@db.example:5432/console?password=sentinel-p2',
  REDIS_URL: 'rediss://default:sentinel-p3@redis.example:6380/2',
};

test('nothing set: every variable is named, with the default that holds, and the sandbox answers', () => {
  const { variables, stateOf, sandbox, secret, upstreams } = describeWith({});
  expect(variables.map(({ name }) => name)).toEqual(VARIABLES);
  expect(variables.some(({ isSet }) => isSet)).toBe(false);
  expect(stateOf('RUIJING_TIME_ZONE')?.value).toBe('Asia/Shanghai');
  expect(stateOf('RUIJING_RETENTION_DAYS')?.value).toBe('90/400/7');
  expect(stateOf('RUIJING_BASE_URL')?.value).toBeNull();
  expect({ sandbox, upstreams, source: secret.source }).toEqual({ sandbox: true, upstreams: [], source: 'file' });
  expect(secret.file).toMatch(/secret$/);
});

test('an upstream of the file: what it serves, and where its key would be named', () => {
  const file = join(folder, 'upstreams.json');
  const upstreams = [
    { name: 'ears', baseUrl: 'http://127.0.0.1:9/v1', kinds: ['transcription'], models: ['w'] },
    { name: 'eyes', baseUrl: 'http://127.0.0.1:9/v1', kinds: ['vision'], apiKeyEnv: 'EYES_KEY' },
  ];
  writeFileSync(file, JSON.stringify(upstreams));
  const told = describeWith({ RUIJING_UPSTREAMS: file, EYES_KEY: 'sk-sentinel' });
  expect(told.stateOf('RUIJING_UPSTREAMS')).toMatchObject({ value: file, isSet: true });
  expect(told.upstreams).toMatchObject([
    { name: 'ears', models: ['w'], addressFrom: 'RUIJING_UPSTREAMS', keyFrom: null, keySet: false },
    { name: 'eyes', models: null, addressFrom: 'RUIJING_UPSTREAMS', keyFrom: 'EYES_KEY', keySet: true },
  ]);
  expect(told.text).not.toContain('sentinel');
});

test('T-KEY-01 no secret is told, only that it is set, and addresses lose their passwords', () => {
  const { text, stateOf, upstreams, secret } = describeWith(SECRETS);
  expect(text).not.toContain('sentinel');
  for (const name of ['RUIJING_API_KEY', 'RUIJING_SECRET', 'RUIJING_ADMIN_PASSWORD'] as const) {
    expect(stateOf(name)).toEqual({ name, value: null, isSet: true });
  }
  expect(stateOf('DATABASE_URL')?.value).toBe('postgres://db.example:5432/console');
  expect(stateOf('REDIS_URL')?.value).toBe('rediss://redis.example:6380/2');
  expect(upstreams).toMatchObject([{ name: 'api.ruijing.ai', keyFrom: 'RUIJING_API_KEY', keySet: true }]);
  expect(secret.source).toBe('environment');
});
