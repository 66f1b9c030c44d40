import { expect, test } from 'vitest';
import { ConfigError } from '#lib/server/config-error.ts';
import { readWebhookHosts, refusalOfWebhook, writeWebhookHosts } from './webhook-hosts.ts';

const HOSTS = readWebhookHosts('Hooks.Inner, 10.0.0.5:8080,[::1]');

test('hosts are read from a comma list, and told as they hold', () => {
  expect(HOSTS).toEqual([
    { hostname: 'hooks.inner', port: undefined },
    { hostname: '10.0.0.5', port: 8080 },
    { hostname: '[::1]', port: undefined },
  ]);
  expect(writeWebhookHosts(HOSTS)).toBe('hooks.inner,10.0.0.5:8080,[::1]');
  expect(readWebhookHosts(undefined)).toEqual([]);
  expect(writeWebhookHosts([])).toBeUndefined();
});

test.each(['http://a', 'a/b', 'a:0', 'a:99999', 'a b', 'u@a', '::1', 'a:b'])('%s is no host', (entry) => {
  expect(() => readWebhookHosts(entry)).toThrow(ConfigError);
  expect(() => readWebhookHosts(entry)).toThrow('RUIJING_WEBHOOK_HOSTS');
});

test('T-SSRF-04 only https on the public internet is sent to, and what the settings name', () => {
  for (const good of [
    ...['https://open.feishu.cn/open-apis/bot/v2/hook/x', 'https://oapi.dingtalk.com/robot/send?access_token=x'],
    ...['http://hooks.inner/x', 'http://hooks.inner:9000/x', 'http://10.0.0.5:8080/', 'http://[::1]:1/'],
  ]) {
    expect(refusalOfWebhook(good, HOSTS), good).toBeUndefined();
  }
  for (const bad of [
    ...[
      'http://open.feishu.cn/x',
      'https://127.0.0.1/',
      'https://localhost/',
      'https://[::1]:443.evil/',
      'ftp://hooks.inner/',
    ],
    ...[
      'https://10.0.0.5/',
      'http://10.0.0.5:8081/',
      'https://0x7f.1/',
      'https://2130706433/',
      'https://[::ffff:127.0.0.1]/',
    ],
    ...['https://a.internal/', 'https://a.example:8443/', 'https://u:p@a.example/', 'https://169.254.169.254/latest'],
    ...['https://hooks.inner.evil.example:8443/', 'file:///etc/passwd', 'hooks.inner', 'https://a.example/#x'],
  ]) {
    expect(refusalOfWebhook(bad, HOSTS), bad).toBeDefined();
  }
});
