import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { KINDS } from '#lib/contract/endpoints.ts';
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';

const GENERAL = {
  ...{ kinds: KINDS, models: undefined, visionModel: undefined, apiKey: undefined },
  settings: { address: 'RUIJING_BASE_URL', key: 'RUIJING_API_KEY' },
};

const folder = mkdtempSync(join(tmpdir(), 'ruijing-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

/** The path of a file that holds this as JSON. */
function fileOf(json: unknown): string {
  const path = join(folder, `${++files}.json`);
  writeFileSync(path, JSON.stringify(json));
  return path;
}

describe('which upstream', () => {
  test('nothing set: the sandbox', () => {
    expect(readConfig({}).upstreams).toEqual([]);
    expect(readConfig({ RUIJING_API_KEY: '', RUIJING_BASE_URL: '  ' }).upstreams).toEqual([]);
  });

  test('a key alone: the vendor', () => {
    expect(readConfig({ RUIJING_API_KEY: 'k' }).upstreams).toEqual([
      { ...GENERAL, name: 'api.ruijing.ai', baseUrl: new URL('https://api.ruijing.ai/v1'), apiKey: 'k' },
    ]);
  });

  test('an address alone: a server without keys', () => {
    expect(readConfig({ RUIJING_BASE_URL: 'http://127.0.0.1:11434/v1' }).upstreams).toEqual([
      { ...GENERAL, name: '127.0.0.1:11434', baseUrl: new URL('http://127.0.0.1:11434/v1') },
    ]);
  });

  test('a file names further ones, which come first; each key is in a variable of its own', () => {
    const path = fileOf([
      { name: 'speech', baseUrl: 'http://127.0.0.1:9000/v1', kinds: ['transcription'], models: ['whisper-large'] },
      { name: 'eyes', baseUrl: 'https://eyes.example/v1', apiKeyEnv: 'EYES_KEY', kinds: ['vision'], visionModel: 'v' },
    ]);
    const env = { RUIJING_UPSTREAMS: path, EYES_KEY: 'sk-eyes', RUIJING_API_KEY: 'k' };
    expect(readConfig(env).upstreams.map(({ name, apiKey }) => [name, apiKey])).toEqual([
      ['speech', undefined],
      ['eyes', 'sk-eyes'],
      ['api.ruijing.ai', 'k'],
    ]);
    expect(() => readConfig({ RUIJING_UPSTREAMS: path })).toThrow('EYES_KEY, which is not set');
  });

  test('each tells where its address and its key are set', () => {
    const path = fileOf([
      { name: 'local', baseUrl: 'http://127.0.0.1:9000/v1', kinds: ['chat'] },
      { name: 'eyes', baseUrl: 'https://eyes.example/v1', apiKeyEnv: 'EYES_KEY', kinds: ['vision'] },
    ]);
    const { upstreams } = readConfig({ RUIJING_UPSTREAMS: path, EYES_KEY: 'sk-eyes', RUIJING_API_KEY: 'k' });
    expect(upstreams.map(({ settings }) => settings)).toEqual([
      { address: 'baseUrl of "local" in RUIJING_UPSTREAMS', key: 'apiKeyEnv of "local" in RUIJING_UPSTREAMS' },
      { address: 'baseUrl of "eyes" in RUIJING_UPSTREAMS', key: 'EYES_KEY' },
      GENERAL.settings,
    ]);
  });

  test('one of the file that leads to this console is told as such, even where it is named after its host', () => {
    const path = fileOf([{ name: 'localhost', baseUrl: 'http://localhost:80/v1', kinds: ['chat'] }]);
    expect(() => readConfig({ RUIJING_UPSTREAMS: path, PORT: '80' })).toThrow(
      'baseUrl of "localhost" in RUIJING_UPSTREAMS leads to this console',
    );
  });

  test('one of the file must not be called as the general one is: by its host', () => {
    const path = fileOf([{ name: 'api.ruijing.ai', baseUrl: 'http://127.0.0.1:9000/v1', kinds: ['chat'] }]);
    expect(readConfig({ RUIJING_UPSTREAMS: path }).upstreams).toHaveLength(1);
    const read = () => readConfig({ RUIJING_UPSTREAMS: path, RUIJING_API_KEY: 'k' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow('RUIJING_UPSTREAMS names an upstream "api.ruijing.ai"');
  });

  test.each([
    ['no list', {}],
    ['a kind that nobody knows', [{ name: 'a', baseUrl: 'http://a.example/v1', kinds: ['smell'] }]],
    ['a key in the file', [{ name: 'a', baseUrl: 'http://a.example/v1', kinds: ['chat'], apiKey: 'sk-secret' }]],
    ['no address', [{ name: 'a', baseUrl: 'a.example', kinds: ['chat'] }]],
    ['a name twice', ['a', 'a'].map((name) => ({ name, baseUrl: 'http://a.example/v1', kinds: ['chat'] }))],
    ['this console', [{ name: 'a', baseUrl: 'http://localhost:3000/v1', kinds: ['chat'] }]],
  ])('a file with %s is refused', (_, json) => {
    const read = () => readConfig({ RUIJING_UPSTREAMS: fileOf(json) });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow('RUIJING_UPSTREAMS');
    expect(read).not.toThrow('sk-secret');
  });
});

test('prices come from a file, and one that is wrong is told with its place', () => {
  const prices = { 'ruijing-gpt-2.0': { promptPerMillionTokens: 4, completionPerMillionTokens: 12 } };
  expect(readConfig({ RUIJING_PRICES: fileOf(prices) }).prices).toEqual(prices);
  expect(readConfig({}).prices).toEqual({});
  expect(() => readConfig({ RUIJING_PRICES: fileOf({ m: { promptPerMillionTokens: -1 } }) })).toThrow(
    /RUIJING_PRICES .*m\.promptPerMillionTokens/,
  );
  expect(() => readConfig({ RUIJING_PRICES: '/no/such/file' })).toThrow('RUIJING_PRICES names /no/such/file');
});

test('a shared database needs a shared secret', () => {
  const DATABASE_URL = 'postgres://db.example/ruijing';
  expect(() => readConfig({ DATABASE_URL })).toThrow('RUIJING_SECRET must be set with DATABASE_URL');
  const RUIJING_SECRET = 'k3J9vQ1xT7mB5nW2zR8pL4sD6fH0gC3y';
  expect(readConfig({ DATABASE_URL, RUIJING_SECRET }).databaseUrl).toBe(DATABASE_URL);
});

test('rows and their sums are kept for as many days as set', () => {
  expect(readConfig({}).retention).toEqual({ rowDays: 90, sumDays: 400, bodyDays: 7 });
  expect(readConfig({ RUIJING_RETENTION_DAYS: '45' }).retention).toEqual({ rowDays: 45, sumDays: 45, bodyDays: 7 });
  expect(readConfig({ RUIJING_RETENTION_DAYS: '7/400' }).retention).toEqual({ rowDays: 7, sumDays: 400, bodyDays: 7 });
  expect(readConfig({ RUIJING_RETENTION_DAYS: '7/400/1' }).retention).toEqual({
    rowDays: 7,
    sumDays: 400,
    bodyDays: 1,
  });
});

test('the defaults are the documented ones', () => {
  const { host, port, logLevel, sandboxTokensPerSecond, limits } = readConfig({});
  expect({ host, port, logLevel, sandboxTokensPerSecond }).toEqual({
    host: '127.0.0.1',
    port: 3000,
    logLevel: 'info',
    sandboxTokensPerSecond: 60,
  });
  expect(limits).toMatchObject({
    connectMs: 5_000,
    firstByteMs: 60_000,
    streamIdleMs: 60_000,
    streamMaxMs: 600_000,
    clientStallMs: 60_000,
    uploadIdleMs: 30_000,
    heartbeatMs: 15_000,
    drainMs: 10_000,
    eventBytes: 1_048_576,
  });
});

test('a timer that is set leaves the others as they are', () => {
  const { limits } = readConfig({ RUIJING_TIMEOUTS: '{"streamIdleMs":300000}' });
  expect(limits).toEqual({ ...readConfig({}).limits, streamIdleMs: 300_000 });
});

test.each([
  ['HOST', '0.0.0.0'],
  ['HOST', '192.168.1.5'],
  ['HOST', '::'],
  ['PORT', 'three thousand'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '80.5'],
  ['RUIJING_BASE_URL', 'api.ruijing.ai/v1'],
  ['RUIJING_BASE_URL', 'ftp://api.ruijing.ai/v1'],
  ['RUIJING_BASE_URL', 'https://user:secret@api.ruijing.ai/v1'],
  ['RUIJING_BASE_URL', 'https://api.ruijing.ai/v1?key=secret'],
  ['RUIJING_BASE_URL', 'http://localhost:3000/v1'],
  ['RUIJING_BASE_URL', 'http://[::1]:3000/v1'],
  ['RUIJING_API_KEY', 'two words'],
  ['RUIJING_API_KEY', 'line\nbreak'],
  ['RUIJING_API_KEY', '密钥'],
  ['RUIJING_ORIGIN', 'console.example'],
  ['RUIJING_ORIGIN', 'https://console.example/path'],
  ['RUIJING_TIMEOUTS', 'soon'],
  ['RUIJING_TIMEOUTS', '[]'],
  ['RUIJING_TIMEOUTS', '{"firstByteMs":0}'],
  ['RUIJING_TIMEOUTS', '{"firstByteMs":"60000"}'],
  // A timer of Node's holds 32 bits: a longer one fires at once.
  ['RUIJING_TIMEOUTS', '{"firstByteMs":2147483648}'],
  ['RUIJING_TIMEOUTS', '{"firstByteMS":60000}'],
  ['RUIJING_SANDBOX_TOKENS_PER_SECOND', '0'],
  ['RUIJING_SANDBOX_TOKENS_PER_SECOND', 'fast'],
  ['RUIJING_LOG', 'loud'],
  ['DATABASE_URL', 'mysql://user:secret@db/x'],
  ['REDIS_URL', 'secret'],
  ['RUIJING_SECRET', 'secret'],
  ['RUIJING_SECRET', 'secretsecretsecretsecretsecretsecret'],
  ['RUIJING_TIME_ZONE', 'Mars/Olympus'],
  ['RUIJING_CURRENCY', 'Yuan'],
  ['RUIJING_WEBHOOK_HOSTS', 'http://hooks.example'],
  ['RUIJING_WEBHOOK_HOSTS', 'hooks.example:0'],
  ['RUIJING_RETENTION_DAYS', '0'],
  ['RUIJING_RETENTION_DAYS', '30/7'],
  ['RUIJING_RETENTION_DAYS', '90/400/0'],
  ['RUIJING_RETENTION_DAYS', '90/400/7/1'],
])('%s=%s is refused, and the message names the variable and keeps secrets', (variable, value) => {
  const read = () => readConfig({ [variable]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(variable);
  expect(read).not.toThrow(/secret|two words|line\nbreak|密钥/);
});

test('T-WEB-04 without accounts only loopback is listened on, and the message says why', () => {
  expect(() => readConfig({ HOST: '0.0.0.0' })).toThrow('RUIJING_SECRET must be set where HOST is 0.0.0.0');
  for (const HOST of ['127.0.0.1', '::1', 'localhost']) expect(readConfig({ HOST }).host).toBe(HOST);
});
