import { createHmac, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import type { WebhookForm } from '#lib/contract/alerts.ts';
import type { AlertEvent } from '#lib/domain/alerts/event.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { Message } from './message.ts';

/** What goes out. */
export interface WebhookRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FormInput {
  readonly address: string;
  /** `null`: it is not signed. */
  readonly secret: string | null;
  readonly event: AlertEvent;
  readonly message: Message;
  /** The same in every attempt. */
  readonly messageId: string;
  /** When it goes out: signatures are good for a while only. */
  readonly nowMs: number;
  /** ISO 4217. */
  readonly currency: string;
}

const HEADERS = {
  accept: 'application/json',
  'accept-encoding': 'identity',
  'content-type': 'application/json; charset=utf-8',
  'user-agent': 'ruijing-console',
};

const secondsOf = (ms: number): number => Math.floor(ms / 1_000);

const hmac = (key: string | Buffer, text: string): string => createHmac('sha256', key).update(text).digest('base64');

const SECRET_PREFIX = 'whsec_';
/** Within the 24 to 64 bytes that Standard Webhooks asks for. */
const SECRET_BYTES = 32;

/** A secret for the signatures of the JSON form. */
export const newSigningSecret = (): string => SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');

/** standardwebhooks.com, "Signature scheme": v1, HMAC-SHA256 of `id.timestamp.body` under the decoded secret. */
export function signStandard(secret: string, { id, timestamp, body }: { id: string; timestamp: number; body: string }) {
  return `v1,${hmac(Buffer.from(secret.replace(SECRET_PREFIX, ''), 'base64'), `${id}.${timestamp}.${body}`)}`;
}

/** The key is what is signed with, and the text is empty: so 飞书 has it ("签名校验" of custom robots). */
export const signFeishu = (secret: string, timestamp: number): string => hmac(`${timestamp}\n${secret}`, '');

/** 钉钉, "自定义机器人安全设置": in base64; the query of an address encodes it. @param timestamp Unix milliseconds */
export const signDingtalk = (secret: string, timestamp: number): string => hmac(secret, `${timestamp}\n${secret}`);

const REQUESTS: Readonly<Record<WebhookForm, (input: FormInput) => WebhookRequest>> = {
  json({ address, secret, event, message, messageId, nowMs, currency }) {
    const body = JSON.stringify(toPayload(event, message, currency));
    const timestamp = secondsOf(nowMs);
    const signature =
      secret === null ? {} : { 'webhook-signature': signStandard(secret, { id: messageId, timestamp, body }) };
    return {
      url: new URL(address),
      headers: { ...HEADERS, 'webhook-id': messageId, 'webhook-timestamp': String(timestamp), ...signature },
      body,
    };
  },
  feishu({ address, secret, event, message, nowMs }) {
    const timestamp = secondsOf(nowMs);
    const signature = secret === null ? {} : { timestamp: String(timestamp), sign: signFeishu(secret, timestamp) };
    const card = {
      config: { wide_screen_mode: true },
      header: { title: { tag: 'plain_text', content: message.title }, template: CARD_COLOURS[event.kind] },
      elements: [{ tag: 'markdown', content: markdownOf(message, '\n') }],
    };
    return toRobot(new URL(address), { ...signature, msg_type: 'interactive', card });
  },
  dingtalk({ address, secret, message, nowMs }) {
    const url = new URL(address);
    if (secret !== null) {
      url.searchParams.set('timestamp', String(nowMs));
      url.searchParams.set('sign', signDingtalk(secret, nowMs));
    }
    const title = plain(message.title);
    return toRobot(url, {
      msgtype: 'markdown',
      markdown: { title, text: `#### ${title}\n\n${markdownOf(message, '\n\n')}` },
    });
  },
  wecom({ address, message }) {
    const content = `#### ${plain(message.title)}\n${markdownOf(message, '\n')}`;
    return toRobot(new URL(address), { msgtype: 'markdown', markdown: { content } });
  },
};

const CARD_COLOURS = { firing: 'red', over: 'green', test: 'blue' } as const;

const toRobot = (url: URL, json: object): WebhookRequest => ({ url, headers: HEADERS, body: JSON.stringify(json) });

/** An event as a webhook's form has it. */
export const requestOf = (form: WebhookForm, input: FormInput): WebhookRequest => REQUESTS[form](input);

/**
 * Names are people's: none of them may call everybody (`<at id=all>`, `<@all>`), lead elsewhere, or be a heading. Forms of
 * full width look the same, and mean nothing to a robot.
 */
const MARKED: Readonly<Record<string, string>> = {
  ...{ '<': '＜', '>': '＞', '[': '［', ']': '］', '*': '＊', '`': '｀', '~': '～', '@': '＠', '#': '＃' },
};
const plain = (text: string): string => text.replaceAll(/[<>[\]*`~@#]/g, (letter) => MARKED[letter] ?? letter);

const markdownOf = ({ lines, link }: Message, separator: string): string =>
  [...lines.map(plain), ...(link === undefined ? [] : [`[${link.text}](${link.url})`])].join(separator);

const UNITS = { limit_share: 'percent', error_rate: 'percent', latency_p95: 'ms', spend_day: 'micros' } as const;

/** What programs read. Types and times stand where Standard Webhooks has them. */
function toPayload(event: AlertEvent, { title, lines, link }: Message, currency: string): object {
  const about = { title, text: lines.join('\n'), url: link?.url ?? null };
  const head = { type: `alert.${event.kind}`, timestamp: new Date(event.atMs).toISOString() };
  if (event.kind === 'test') return { ...head, data: about };
  const { episodeId, ruleId, rule, scopeName, value, worst, calls, openedAtMs, closedBy } = event;
  const { name, metric, scope, threshold, limit, windowMinutes, minCalls } = rule;
  return {
    ...head,
    data: {
      ...about,
      episode: {
        id: episodeId,
        openedAt: new Date(openedAtMs).toISOString(),
        closedAt: event.kind === 'over' ? new Date(event.atMs).toISOString() : null,
        closedBy,
      },
      rule: { id: ruleId, name, metric, scope: { ...scope, name: scopeName }, limit, windowMinutes, minCalls },
      ...{ value, worst, threshold, unit: UNITS[metric], currency: metric === 'spend_day' ? currency : null, calls },
      about: event.about,
    },
  };
}

const feishuAnswerSchema = z.object({
  code: z.optional(z.number()),
  StatusCode: z.optional(z.number()),
  msg: z.optional(z.string()),
  StatusMessage: z.optional(z.string()),
});
const errcodeAnswerSchema = z.object({ errcode: z.number(), errmsg: z.optional(z.string()) });

/**
 * What a robot says against a message in an answer of status 200; undefined: it took it.
 *
 * @param answer the body
 */
export function refusalIn(form: WebhookForm, answer: string): string | undefined {
  if (form === 'json') return undefined;
  const json = parseJson(answer);
  if (form === 'feishu') {
    const told = feishuAnswerSchema.safeParse(json);
    const code = told.data?.code ?? told.data?.StatusCode;
    if (code === 0) return undefined;
    return code === undefined ? answer : `${code} ${told.data?.msg ?? told.data?.StatusMessage ?? ''}`.trim();
  }
  const told = errcodeAnswerSchema.safeParse(json);
  if (!told.success) return answer;
  return told.data.errcode === 0 ? undefined : `${told.data.errcode} ${told.data.errmsg ?? ''}`.trim();
}
