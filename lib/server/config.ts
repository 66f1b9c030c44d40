import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import * as z from 'zod/mini';
import { emailSchema, newPasswordSchema, type Setup } from '#lib/contract/people.ts';
import { VARIABLES, type Variable } from '#lib/contract/settings.ts';
import { createCalendar } from '#lib/domain/limits/window.ts';
import type { PriceList } from '#lib/domain/pricing/price.ts';
import { priceListSchema } from '#lib/domain/pricing/price-list.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { readWebhookHosts, type WebhookHost } from './alerts/webhook-hosts.ts';
import { ConfigError, type Environment } from './config-error.ts';
import { readJsonFile } from './config-file.ts';
import { type RemoteConfig, readUpstreams, readUrl } from './config-upstreams.ts';

/** Every timer and cap of the gateway; all may be set by `RUIJING_TIMEOUTS`, so that tests need not wait. */
const LIMIT_DEFAULTS = {
  connectMs: 5_000,
  /** From the request until the upstream's headers. */
  firstByteMs: 60_000,
  /** Between two reads of a body; raise it for models that think long in silence. */
  streamIdleMs: 60_000,
  streamMaxMs: 600_000,
  /** How long a client may leave what was sent to it unread. */
  clientStallMs: 60_000,
  uploadIdleMs: 30_000,
  /** Silence after which a stream gets a comment line. */
  heartbeatMs: 15_000,
  /** How long streams may go on after the process was asked to end. */
  drainMs: 10_000,
  eventBytes: 1024 * 1024,
  /** How often alert rules are looked at, and messages that wait are sent. */
  alertEveryMs: 15_000,
  /** So long a value has to have been clearly below its threshold until an alert is over. */
  alertCalmMs: 60_000,
  /** From the connection to a webhook until its answer has been read. */
  webhookMs: 10_000,
  /** The pause after the first message that a webhook did not take; each further one is four times as long, up to 4 h. */
  webhookRetryMs: 30_000,
  /** The sandbox's own: the pause between two events of `sandbox-slow`. */
  sandboxSlowMs: 1_000,
  /** From the connection to a picture's server until the whole picture is here. */
  pictureLoadMs: 10_000,
  /** Until a child for pictures runs and has loaded what it looks with. */
  visionStartMs: 20_000,
  /** A picture that takes longer is refused. */
  visionDecodeMs: 10_000,
  visionAnalyseMs: 30_000,
  /** How long a child is kept that has nothing to do. */
  visionIdleMs: 60_000,
  /** What a child may hold in memory. */
  visionMemoryBytes: 1024 ** 3,
  /** Pictures that may wait for a child. */
  visionWaiting: 8,
} as const;

export type Limits = { readonly [Name in keyof typeof LIMIT_DEFAULTS]: number };

export interface Config {
  /** Who answers, in the order in which they are asked; none: the built-in sandbox. */
  readonly upstreams: readonly RemoteConfig[];
  readonly host: string;
  readonly port: number;
  /** The address that people use, when it is another than the one listened on. */
  readonly origin: URL | undefined;
  /** Proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: BlockList;
  /** Becomes the first account where there is none. */
  readonly firstAdmin: Setup | undefined;
  /** Whose password a link printed at the start sets anew. */
  readonly resetLinkFor: string | undefined;
  readonly limits: Limits;
  /** The sandbox serves what no upstream does, in a team as well. */
  readonly sandbox: boolean;
  readonly sandboxTokensPerSecond: number;
  readonly logLevel: LogLevel;
  /** The folder that holds the database, uploads on their way, and the secret where none is set. */
  readonly dataDir: string;
  /** Postgres instead of the file in the data folder. */
  readonly databaseUrl: string | undefined;
  /** Where several processes share their limits. */
  readonly redisUrl: string | undefined;
  /** Keys the hashes of virtual keys; undefined: one is made and kept in the data folder. */
  readonly secret: string | undefined;
  /** Whose days and months the quotas and the usage pages count by. */
  readonly timeZone: string;
  /** ISO 4217; the one of every price and sum. */
  readonly currency: string;
  readonly prices: PriceList;
  /** Servers of one's own network that alerts may be sent to. */
  readonly webhookHosts: readonly WebhookHost[];
  readonly retention: Retention;
  /** The variables that are set, as they stand there; secrets are among them. */
  readonly given: Readonly<Partial<Record<Variable, string>>>;
}

/** Days that things are kept for. */
export interface Retention {
  /** Single calls. */
  readonly rowDays: number;
  readonly sumDays: number;
  /** What was said in calls of keys that are to keep it. */
  readonly bodyDays: number;
}

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Whether Next's development server runs this: it sets the variable itself. */
export const isDevelopment = (env: Environment): boolean => env.NODE_ENV === 'development';

/**
 * Reads all settings once, at start.
 *
 * @throws ConfigError naming the variable and what it should hold
 */
export function readConfig(env: Environment): Config {
  // An empty variable is one that is not set: `.env` files are full of them.
  const get = (name: string) => env[name]?.trim() || undefined;
  const host = get('HOST') ?? '127.0.0.1';
  const origin = get('RUIJING_ORIGIN');
  if (!LOOPBACK.has(host)) checkReachable(host, { origin, secret: get('RUIJING_SECRET') });
  const port = readNumber('PORT', get('PORT') ?? '3000', { min: 0, max: 65_535, integer: true });
  const upstreams = readUpstreams(env, get);
  const self = upstreams.find(({ baseUrl }) => isThisConsole(baseUrl, port));
  if (self !== undefined) {
    const { address } = self.settings;
    throw new ConfigError(address, `leads to this console’s own address (port ${port}): it would call itself`);
  }
  const databaseUrl = readServer('DATABASE_URL', get('DATABASE_URL'), ['postgres:', 'postgresql:']);
  const secret = readSecret(get('RUIJING_SECRET'));
  if (databaseUrl !== undefined && secret === undefined) {
    throw new ConfigError(
      'RUIJING_SECRET',
      'must be set with DATABASE_URL: every process that shares the database needs the same one',
    );
  }
  return {
    upstreams,
    host,
    port,
    origin: origin === undefined ? undefined : readOrigin('RUIJING_ORIGIN', origin),
    limits: readLimits(get('RUIJING_TIMEOUTS')),
    sandbox: readSwitch('RUIJING_SANDBOX', get('RUIJING_SANDBOX')),
    sandboxTokensPerSecond: readNumber(
      'RUIJING_SANDBOX_TOKENS_PER_SECOND',
      get('RUIJING_SANDBOX_TOKENS_PER_SECOND') ?? '60',
      { min: 1, max: 1_000_000, integer: false },
    ),
    trustedProxies: readProxies(get('RUIJING_TRUSTED_PROXIES')),
    firstAdmin: readFirstAdmin(get('RUIJING_ADMIN_EMAIL'), get('RUIJING_ADMIN_PASSWORD')),
    resetLinkFor: readEmail('RUIJING_RESET_LINK_FOR', get('RUIJING_RESET_LINK_FOR')),
    logLevel: readLogLevel(get('RUIJING_LOG') ?? 'info'),
    dataDir: resolve(get('RUIJING_DATA_DIR') ?? '.data'),
    databaseUrl,
    redisUrl: readServer('REDIS_URL', get('REDIS_URL'), ['redis:', 'rediss:']),
    secret,
    timeZone: readTimeZone(get('RUIJING_TIME_ZONE') ?? 'Asia/Shanghai'),
    currency: readCurrency(get('RUIJING_CURRENCY') ?? 'CNY'),
    prices: readPrices(get('RUIJING_PRICES')),
    webhookHosts: readWebhookHosts(get('RUIJING_WEBHOOK_HOSTS')),
    retention: readRetention(get('RUIJING_RETENTION_DAYS')),
    given: Object.fromEntries(VARIABLES.map((name) => [name, get(name)]).filter(([, value]) => value !== undefined)),
  };
}

/** Whether nobody but this machine reaches an address. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host);

/** What others can reach needs more than what only this machine can (T-WEB-04); accounts are asked for at start. */
function checkReachable(host: string, { origin, secret }: { origin: string | undefined; secret: string | undefined }) {
  const missing = Object.entries({ RUIJING_SECRET: secret, RUIJING_ORIGIN: origin }).find(([, text]) => !text);
  if (missing === undefined) return;
  throw new ConfigError(
    missing[0],
    `must be set where HOST is ${host}: others than this machine reach the console there`,
  );
}

function readProxies(text: string | undefined): BlockList {
  const proxies = new BlockList();
  for (const entry of (text ?? '').split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [address = '', prefix, ...rest] = entry.split('/');
    const bits = isIP(address) === 6 ? 128 : 32;
    const length = prefix === undefined ? bits : Number(prefix);
    if (isIP(address) === 0 || rest.length > 0 || !Number.isInteger(length) || length < 0 || length > bits) {
      throw new ConfigError('RUIJING_TRUSTED_PROXIES', `must be addresses or ranges as in 10.0.0.0/8, not "${entry}"`);
    }
    proxies.addSubnet(address, length, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return proxies;
}

function readEmail(variable: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const email = emailSchema.safeParse(text);
  if (email.success) return email.data;
  throw new ConfigError(variable, 'must be an e-mail address');
}

function readFirstAdmin(email: string | undefined, password: string | undefined): Setup | undefined {
  if (email === undefined && password === undefined) return undefined;
  const address = emailSchema.safeParse(email ?? '');
  if (!address.success) throw new ConfigError('RUIJING_ADMIN_EMAIL', 'must be the first admin’s e-mail address');
  const chosen = newPasswordSchema.safeParse(password ?? '');
  if (!chosen.success) {
    const [issue] = chosen.error.issues;
    throw new ConfigError('RUIJING_ADMIN_PASSWORD', issue?.message ?? 'is no password');
  }
  const [name = address.data] = address.data.split('@', 1);
  return { name, email: address.data, password: chosen.data };
}

const isThisConsole = ({ hostname, port }: URL, ownPort: number): boolean =>
  LOOPBACK.has(hostname.replace(/^\[|\]$/g, '')) && Number(port || 80) === ownPort;

function readOrigin(variable: string, text: string): URL {
  const url = readUrl(variable, text);
  if (url.pathname !== '/') throw new ConfigError(variable, 'must be an origin, as in https://console.example');
  return url;
}

interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

function readNumber(variable: string, text: string, { min, max, integer }: NumberRange): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < min || value > max || (integer && !Number.isInteger(value))) {
    throw new ConfigError(variable, `must be a ${integer ? 'whole ' : ''}number from ${min} to ${max}, not "${text}"`);
  }
  return value;
}

/** A longer timer fires at once: Node counts milliseconds in 32 bits. */
const MAX_LIMIT = 2 ** 31 - 1;
const limitsSchema = z.record(z.string(), z.int().check(z.positive(), z.lte(MAX_LIMIT)));

function readLimits(text: string | undefined): Limits {
  if (text === undefined) return LIMIT_DEFAULTS;
  const names = Object.keys(LIMIT_DEFAULTS).join(', ');
  const expected = `must be a JSON object with whole numbers from 1 to ${MAX_LIMIT} under any of: ${names}`;
  const parsed = limitsSchema.safeParse(parseJson(text));
  if (!parsed.success || Object.keys(parsed.data).some((name) => !Object.hasOwn(LIMIT_DEFAULTS, name))) {
    throw new ConfigError('RUIJING_TIMEOUTS', expected);
  }
  return { ...LIMIT_DEFAULTS, ...parsed.data };
}

function readSwitch(variable: string, text: string | undefined): boolean {
  if (text === undefined || text === '0' || text === '1') return text === '1';
  throw new ConfigError(variable, `must be 1 or 0, not "${text}"`);
}

function readLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level === undefined) throw new ConfigError('RUIJING_LOG', `must be one of: ${LOG_LEVELS.join(', ')}`);
  return level;
}

function readServer(variable: string, text: string | undefined, protocols: readonly string[]): string | undefined {
  if (text === undefined) return undefined;
  // The address holds a password: the message does not repeat it.
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
    throw new ConfigError(
      variable,
      `must be an address that begins with ${protocols.map((name) => `${name}//`).join(' or ')}`,
    );
  }
  return text;
}

const MIN_SECRET_CHARACTERS = 32;

function readSecret(text: string | undefined): string | undefined {
  if (text !== undefined && (text.length < MIN_SECRET_CHARACTERS || new Set(text).size < MIN_SECRET_CHARACTERS / 4)) {
    throw new ConfigError('RUIJING_SECRET', `must be at least ${MIN_SECRET_CHARACTERS} characters of chance`);
  }
  return text;
}

function readTimeZone(zone: string): string {
  try {
    createCalendar(zone);
  } catch {
    throw new ConfigError('RUIJING_TIME_ZONE', `must be a zone as in Asia/Shanghai, not "${zone}"`);
  }
  return zone;
}

function readCurrency(currency: string): string {
  if (!Intl.supportedValuesOf('currency').includes(currency)) {
    throw new ConfigError('RUIJING_CURRENCY', `must be an ISO 4217 code as in CNY, not "${currency}"`);
  }
  return currency;
}

const readPrices = (path: string | undefined): PriceList =>
  path === undefined ? {} : readJsonFile('RUIJING_PRICES', path, priceListSchema);

/** Rows of single calls, then their sums; a leap year and a little more. */
const RETENTION_DEFAULTS: Retention = { rowDays: 90, sumDays: 400, bodyDays: 7 };
const MAX_DAYS = 36_500;

/** One number for rows and sums, or `rows/sums`, or `rows/sums/bodies`. */
function readRetention(text: string | undefined): Config['retention'] {
  if (text === undefined) return RETENTION_DEFAULTS;
  const [rows, sums = rows, bodies = RETENTION_DEFAULTS.bodyDays, ...rest] = text.split('/').map(Number);
  const good = [rows, sums, bodies].every(
    (days) => Number.isInteger(days) && Number(days) >= 1 && Number(days) <= MAX_DAYS,
  );
  // The month's quotas are read from the sums.
  if (!good || rest.length > 0 || Number(sums) < MIN_SUM_DAYS) {
    throw new ConfigError(
      'RUIJING_RETENTION_DAYS',
      `must be days to keep rows, sums and captured bodies, as in 90 or 30/400 or 30/400/7; sums at least ${MIN_SUM_DAYS}`,
    );
  }
  return { rowDays: Number(rows), sumDays: Number(sums), bodyDays: Number(bodies) };
}

const MIN_SUM_DAYS = 32;
