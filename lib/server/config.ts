import * as z from 'zod/mini';
import { parseJson } from '#lib/std/parse-json.ts';

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
  /** The sandbox's own: the pause between two events of `sandbox-slow`. */
  sandboxSlowMs: 1_000,
} as const;

export type Limits = { readonly [Name in keyof typeof LIMIT_DEFAULTS]: number };

export type UpstreamConfig =
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'remote'; readonly baseUrl: URL; readonly apiKey: string | undefined };

export interface Config {
  readonly upstream: UpstreamConfig;
  readonly host: string;
  readonly port: number;
  /** The address that people use, when it is another than the one listened on. */
  readonly origin: URL | undefined;
  readonly limits: Limits;
  readonly sandboxTokensPerSecond: number;
  readonly logLevel: LogLevel;
}

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The vendor's address, used when a key is given without one. */
const VENDOR_BASE_URL = 'https://api.ruijing.ai/v1';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** A setting that cannot be used; the message names the variable. */
export class ConfigError extends Error {
  constructor(variable: string, expected: string) {
    super(`${variable} ${expected}`);
    this.name = 'ConfigError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

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
  if (!LOOPBACK.has(host)) {
    throw new ConfigError('HOST', `is ${host}: without accounts the console only listens on loopback (127.0.0.1)`);
  }
  const origin = get('RUIJING_ORIGIN');
  const port = readNumber('PORT', get('PORT') ?? '3000', { min: 0, max: 65_535, integer: true });
  const upstream = readUpstream(get('RUIJING_BASE_URL'), get('RUIJING_API_KEY'));
  if (upstream.kind === 'remote' && isThisConsole(upstream.baseUrl, port)) {
    throw new ConfigError('RUIJING_BASE_URL', `is this console’s own address (port ${port}): it would call itself`);
  }
  return {
    upstream,
    host,
    port,
    origin: origin === undefined ? undefined : readOrigin('RUIJING_ORIGIN', origin),
    limits: readLimits(get('RUIJING_TIMEOUTS')),
    sandboxTokensPerSecond: readNumber(
      'RUIJING_SANDBOX_TOKENS_PER_SECOND',
      get('RUIJING_SANDBOX_TOKENS_PER_SECOND') ?? '60',
      { min: 1, max: 1_000_000, integer: false },
    ),
    logLevel: readLogLevel(get('RUIJING_LOG') ?? 'info'),
  };
}

function readUpstream(baseUrl: string | undefined, apiKey: string | undefined): UpstreamConfig {
  if (baseUrl === undefined && apiKey === undefined) return { kind: 'sandbox' };
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new ConfigError('RUIJING_API_KEY', 'holds a character that a header cannot carry');
  }
  return { kind: 'remote', baseUrl: readUrl('RUIJING_BASE_URL', baseUrl ?? VENDOR_BASE_URL), apiKey };
}

const isThisConsole = ({ hostname, port }: URL, ownPort: number): boolean =>
  LOOPBACK.has(hostname.replace(/^\[|\]$/g, '')) && Number(port || 80) === ownPort;

function readUrl(variable: string, text: string): URL {
  const expected = 'must be an http or https address without user, query or fragment';
  if (!URL.canParse(text)) throw new ConfigError(variable, expected);
  const url = new URL(text);
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!plain || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw new ConfigError(variable, expected);
  return url;
}

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

function readLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level === undefined) throw new ConfigError('RUIJING_LOG', `must be one of: ${LOG_LEVELS.join(', ')}`);
  return level;
}
