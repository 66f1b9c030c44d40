import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

describe('which upstream', () => {
  test('nothing set: the sandbox', () => {
    expect(readConfig({}).upstream).toEqual({ kind: 'sandbox' });
    expect(readConfig({ RUIJING_API_KEY: '', RUIJING_BASE_URL: '  ' }).upstream).toEqual({ kind: 'sandbox' });
  });

  test('a key alone: the vendor', () => {
    const { upstream } = readConfig({ RUIJING_API_KEY: 'k' });
    expect(upstream).toEqual({ kind: 'remote', baseUrl: new URL('https://api.ruijing.ai/v1'), apiKey: 'k' });
  });

  test('an address alone: a server without keys', () => {
    const { upstream } = readConfig({ RUIJING_BASE_URL: 'http://127.0.0.1:11434/v1' });
    expect(upstream).toEqual({
      kind: 'remote',
      baseUrl: new URL('http://127.0.0.1:11434/v1'),
      apiKey: undefined,
    });
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
])('%s=%s is refused, and the message names the variable and keeps secrets', (variable, value) => {
  const read = () => readConfig({ [variable]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(variable);
  expect(read).not.toThrow(/secret|two words|line\nbreak|密钥/);
});

test('T-WEB-04 without accounts only loopback is listened on, and the message says why', () => {
  expect(() => readConfig({ HOST: '0.0.0.0' })).toThrow('without accounts the console only listens on loopback');
  for (const HOST of ['127.0.0.1', '::1', 'localhost']) expect(readConfig({ HOST }).host).toBe(HOST);
});
