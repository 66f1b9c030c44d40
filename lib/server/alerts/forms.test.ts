import { expect, test } from 'vitest';
import type { RuleMatter, WebhookForm } from '#lib/contract/alerts.ts';
import type { AlertEvent, EpisodeEvent } from '#lib/domain/alerts/event.ts';
import { newSigningSecret, refusalIn, requestOf, signDingtalk, signFeishu, signStandard } from './forms.ts';
import { messageOf } from './message.ts';

const T0 = Date.parse('2026-11-26T09:30:00Z');

const RULE: RuleMatter = {
  ...{ name: '错误太多', enabled: true, metric: 'error_rate', scope: { kind: 'key', id: 'k1' }, threshold: 20 },
  ...{ limit: null, windowMinutes: 15, minCalls: 10 },
};

const event = (fields: Partial<EpisodeEvent> = {}): EpisodeEvent => ({
  ...{ kind: 'firing', atMs: T0, episodeId: 7, ruleId: 'r1', rule: RULE, scopeName: '翻译服务', about: null },
  ...{ value: 45, worst: 45, calls: 30, openedAtMs: T0, closedBy: null },
  ...fields,
});

const OPTIONS = {
  language: 'zh',
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  origin: 'https://console.example',
} as const;

const asked = (form: WebhookForm, told: AlertEvent, address: string, secret: string | null) => {
  const message = messageOf(told, OPTIONS);
  const request = requestOf(form, {
    ...{ address, secret, event: told, message, messageId: 'msg_1', nowMs: T0 + 500, currency: 'CNY' },
  });
  return { ...request, json: JSON.parse(request.body) };
};

test('the JSON form is signed as in the test vector of Standard Webhooks', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const sent = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
  expect(signStandard(secret, sent)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  expect(newSigningSecret()).toMatch(/^whsec_[\w+/]{43}=$/);
});

test('飞书 and 钉钉 are signed as the examples of their documentation come out', () => {
  // Both by Python's hmac and base64, as the documentation has it.
  expect(signFeishu('demo', 1_599_360_473)).toBe('l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=');
  expect(encodeURIComponent(signDingtalk('SEC0123456789abcdef', 1_599_360_473_000))).toBe(
    'aKqBjoyC%2BNYhkgqBYxW0ACXynJFx9Q2eLA%2BQ9FLxhBY%3D',
  );
});

test('JSON: type, episode, rule, value and its unit; what is signed is what is sent, with its time in seconds', () => {
  const secret = newSigningSecret();
  const { headers, body, json } = asked('json', event(), 'https://a.example/hook', secret);
  expect(json).toMatchObject({
    type: 'alert.firing',
    timestamp: '2026-11-26T09:30:00.000Z',
    data: {
      ...{ value: 45, worst: 45, threshold: 20, unit: 'percent', calls: 30, currency: null },
      rule: { id: 'r1', name: '错误太多', metric: 'error_rate', scope: { kind: 'key', id: 'k1', name: '翻译服务' } },
      episode: { id: 7, openedAt: '2026-11-26T09:30:00.000Z', closedAt: null, closedBy: null },
      url: 'https://console.example/alerts?rule=r1',
    },
  });
  const timestamp = T0 / 1_000;
  expect(headers['webhook-id']).toBe('msg_1');
  expect(headers['webhook-timestamp']).toBe(String(timestamp));
  expect(headers['webhook-signature']).toBe(signStandard(secret, { id: 'msg_1', timestamp, body }));
});

test('飞书: a card with the signature and its seconds in the body; without a secret neither', () => {
  const { url, json } = asked('feishu', event(), 'https://open.feishu.cn/open-apis/bot/v2/hook/abc', 's');
  expect(url.href).toBe('https://open.feishu.cn/open-apis/bot/v2/hook/abc');
  expect(json).toMatchObject({
    msg_type: 'interactive',
    timestamp: String(T0 / 1_000),
    sign: signFeishu('s', T0 / 1_000),
  });
  expect(json.card.header).toEqual({ title: { tag: 'plain_text', content: '告警：错误太多' }, template: 'red' });
  expect(json.card.elements[0].content).toBe(
    [
      '错误率：45%（阈值 20%）',
      '范围：密钥 翻译服务',
      '统计：最近 15 分钟，30 次调用',
      '开始：2026年11月26日 17:30 (Asia/Shanghai)',
      '[在控制台中查看](https://console.example/alerts?rule=r1)',
    ].join('\n'),
  );
  expect(asked('feishu', event(), 'https://open.feishu.cn/x', null).json).not.toHaveProperty('sign');
});

test('钉钉: markdown, the signature and its milliseconds in the query beside the token', () => {
  const address = 'https://oapi.dingtalk.com/robot/send?access_token=t';
  const { url, json } = asked('dingtalk', event(), address, 'SEC1');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    ...{ access_token: 't', timestamp: String(T0 + 500), sign: signDingtalk('SEC1', T0 + 500) },
  });
  expect(json).toMatchObject({ msgtype: 'markdown', markdown: { title: '告警：错误太多' } });
  expect(asked('dingtalk', event(), address, null).url.href).toBe(address);
});

test('企业微信: markdown of no more bytes than it takes, the key in the address', () => {
  const address = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k';
  const long = event({ rule: { ...RULE, name: '长'.repeat(80) }, scopeName: '长'.repeat(80) });
  const { url, json } = asked('wecom', long, address, null);
  expect(url.href).toBe(address);
  expect(json.msgtype).toBe('markdown');
  expect(Buffer.byteLength(json.markdown.content)).toBeLessThan(4_096);
});

test('it says why it is over, how long it lasted and what it came to, in either language', () => {
  const over = event({ kind: 'over', atMs: T0 + 754_000, value: 3, worst: 61.25, closedBy: 'recovered' });
  const zh = messageOf(over, OPTIONS);
  expect(zh.title).toBe('告警解除：错误太多');
  expect(zh.lines).toContain('持续：12 分钟，最高 61.3%');
  expect(zh.lines).toContain('原因：已回落到阈值以下');
  const en = messageOf(over, { ...OPTIONS, language: 'en', origin: undefined });
  expect(en.title).toBe('Alert over: 错误太多');
  expect(en.lines).toContain('Lasted: 12 min, at worst 61.3%');
  expect(en.link).toBeUndefined();
});

test('values are told in their metric’s unit, and of a limit whose it is', () => {
  const linesOf = (fields: Partial<RuleMatter>, value: number, more: Partial<EpisodeEvent> = {}) =>
    messageOf(event({ rule: { ...RULE, ...fields }, value, ...more }), OPTIONS).lines;
  expect(linesOf({ metric: 'latency_p95', threshold: 800 }, 12_345)[0]).toBe('P95 延迟：12.3 s（阈值 800 ms）');
  expect(linesOf({ metric: 'spend_day', threshold: 50_000_000 }, 61_500_000)[0]).toBe(
    '当天消费：¥61.50（阈值 ¥50.00）',
  );
  const about = { kind: 'person', id: 'p1', name: 'Bob', limit: 'tokens' } as const;
  const share = linesOf({ metric: 'limit_share', threshold: 80, scope: { kind: 'all', id: null } }, 91, { about });
  expect(share).toContain('最接近上限：成员 Bob，tokens');
});

test('no name calls everybody, leads elsewhere or breaks out of its line', () => {
  const rule = { ...RULE, name: '<at id=all></at>[x](http://evil.example) <@all> {rule} @所有人' };
  const told = event({ rule, scopeName: '# **x**' });
  for (const form of ['feishu', 'dingtalk', 'wecom'] as const) {
    const { body } = asked(form, told, 'https://a.example/x?y=z', null);
    const { card, markdown } = JSON.parse(body);
    // A card's title is plain text, in which nothing is marked.
    const shown = form === 'feishu' ? card.elements[0].content : JSON.stringify(markdown);
    expect(shown).not.toMatch(/<|@|\]\(http:|\*\*/);
  }
});

test.each<[WebhookForm, string, string | undefined]>([
  ['json', 'anything', undefined],
  ['feishu', '{"code":0,"msg":"success","StatusCode":0}', undefined],
  ['feishu', '{"StatusCode":0,"StatusMessage":"success"}', undefined],
  ['feishu', '{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}', '19021'],
  ['feishu', '<html>', '<html>'],
  ['dingtalk', '{"errcode":0,"errmsg":"ok"}', undefined],
  ['dingtalk', '{"errcode":310000,"errmsg":"sign not match"}', '310000 sign not match'],
  ['wecom', '{"errcode":0,"errmsg":"ok"}', undefined],
  ['wecom', '{"errcode":93000,"errmsg":"invalid webhook url"}', '93000 invalid webhook url'],
  ['wecom', '', ''],
])('%s answers 200 with %s: refused with %s', (form, answer, refusal) => {
  const told = refusalIn(form, answer);
  if (refusal === undefined) expect(told).toBeUndefined();
  else expect(told).toContain(refusal);
});
