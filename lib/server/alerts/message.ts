import type { AlertMetric, AlertScope, WebhookLanguage } from '#lib/contract/alerts.ts';
import type { AlertEvent, EpisodeEvent } from '#lib/domain/alerts/event.ts';
import { en } from './words/en.ts';
import type { AlertWords } from './words/words.ts';
import { zh } from './words/zh.ts';

const WORDS: Readonly<Record<WebhookLanguage, AlertWords>> = { zh, en };

/** What an event says, whatever form it is sent in. */
export interface Message {
  readonly title: string;
  readonly lines: readonly string[];
  /** Where more is to be seen; undefined where nobody knows how the console is reached. */
  readonly link: { readonly text: string; readonly url: string } | undefined;
}

export interface MessageOptions {
  readonly language: WebhookLanguage;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA name. */
  readonly timeZone: string;
  /** The address that people use. */
  readonly origin: string | undefined;
}

/** @param options how it is told */
export function messageOf(event: AlertEvent, options: MessageOptions): Message {
  const words = WORDS[options.language];
  const { origin } = options;
  if (event.kind === 'test') {
    const { title, body } = words.test;
    return { title, lines: [body], link: linkTo(origin, '/alerts', words) };
  }
  const isOver = event.kind === 'over';
  const lines = [
    valueLine(event, words, options),
    fill(words.scope, { scope: scopeWords(event.rule.scope, event.scopeName, words) }),
    ...aboutLines(event, words),
    ...windowLines(event, words),
    fill(words.since, { time: timeWords(event.openedAtMs, words, options) }),
    ...(isOver ? [lastedLine(event, words, options)] : []),
    ...(event.closedBy === null ? [] : [fill(words.ending, { ending: words.endings[event.closedBy] })]),
  ];
  const title = fill(isOver ? words.over : words.firing, { rule: event.rule.name });
  return { title, lines, link: linkTo(origin, `/alerts?rule=${encodeURIComponent(event.ruleId)}`, words) };
}

/** Puts what is said into words. In one pass: what is put in may hold braces of its own. */
const fill = (pattern: string, values: Readonly<Record<string, string>>): string =>
  pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

function valueLine({ rule, value }: EpisodeEvent, words: AlertWords, options: MessageOptions): string {
  const written = (amount: number) => valueWords(rule.metric, amount, { words, options });
  return fill(words.value, {
    metric: words.metrics[rule.metric],
    value: value === null ? words.nothing : written(value),
    threshold: written(rule.threshold),
  });
}

function scopeWords({ kind, id }: AlertScope, name: string | null, words: AlertWords): string {
  return fill(words.scopes[kind], { name: name ?? id ?? '' });
}

function aboutLines({ about }: EpisodeEvent, words: AlertWords): string[] {
  if (about === null) return [];
  const subject = fill(words.scopes[about.kind], { name: about.name ?? about.id });
  return [fill(words.about, { subject, limit: words.limits[about.limit] })];
}

function windowLines({ rule: { windowMinutes }, calls }: EpisodeEvent, words: AlertWords): string[] {
  if (windowMinutes === null || calls === null) return [];
  return [
    fill(words.window, { minutes: String(windowMinutes), calls: new Intl.NumberFormat(words.tag).format(calls) }),
  ];
}

const MINUTE_MS = 60_000;

function lastedLine(event: EpisodeEvent, words: AlertWords, options: MessageOptions): string {
  const minutes = Math.floor((event.atMs - event.openedAtMs) / MINUTE_MS);
  return fill(words.lasted, {
    duration: minutes < 1 ? words.lessThanAMinute : fill(words.minutes, { count: String(minutes) }),
    worst: valueWords(event.rule.metric, event.worst, { words, options }),
  });
}

function timeWords(atMs: number, words: AlertWords, { timeZone }: MessageOptions): string {
  const format = { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone } as const;
  return `${new Intl.DateTimeFormat(words.tag, format).format(atMs)} (${timeZone})`;
}

const SECOND_MS = 1_000;
const MICROS = 1_000_000;

function valueWords(
  metric: AlertMetric,
  value: number,
  { words, options }: { readonly words: AlertWords; readonly options: MessageOptions },
): string {
  const number = (amount: number, format: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(words.tag, format).format(amount);
  if (metric === 'spend_day') return number(value / MICROS, { style: 'currency', currency: options.currency });
  if (metric !== 'latency_p95') return number(value / 100, { style: 'percent', maximumFractionDigits: 1 });
  return value < SECOND_MS
    ? `${number(value, { maximumFractionDigits: 0 })} ms`
    : `${number(value / SECOND_MS, { maximumFractionDigits: 1 })} s`;
}

const linkTo = (origin: string | undefined, path: string, words: AlertWords): Message['link'] =>
  origin === undefined ? undefined : { text: words.open, url: origin + path };
