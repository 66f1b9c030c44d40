import { type SettingsEnvironment, type UpstreamSetting, VARIABLES, type Variable } from '#lib/contract/settings.ts';
import { writeWebhookHosts } from './alerts/webhook-hosts.ts';
import type { Config } from './config.ts';
import { GENERAL_SETTINGS, type RemoteConfig } from './config-upstreams.ts';
import { secretFileIn } from './secret.ts';

/** What the process was started with, for an admin to read: every variable with what holds now, and never a secret.
 * @param sandbox it answers what no upstream does */
export function describeEnvironment(config: Config, sandbox: boolean): SettingsEnvironment {
  const { given, upstreams, prices, secret, dataDir } = config;
  const values = valuesOf(config);
  return {
    variables: VARIABLES.map((name) => ({ name, value: values[name] ?? null, isSet: given[name] !== undefined })),
    upstreams: upstreams.map(describeUpstream),
    sandbox,
    prices: { ...prices },
    secret: { source: secret === undefined ? 'file' : 'environment', file: secretFileIn(dataDir) },
  };
}

function describeUpstream(remote: RemoteConfig): UpstreamSetting {
  const { name, baseUrl, apiKey, kinds, models, settings } = remote;
  const general = isGeneral(remote);
  return {
    name,
    baseUrl: baseUrl.href,
    kinds: [...kinds],
    models: models === undefined ? null : [...models],
    addressFrom: general ? 'RUIJING_BASE_URL' : 'RUIJING_UPSTREAMS',
    // Of a server of the file without a key, `settings.key` says in words where one would be named.
    keyFrom: general || apiKey !== undefined ? settings.key : null,
    keySet: apiKey !== undefined,
  };
}

const isGeneral = ({ settings }: RemoteConfig): boolean => settings.address === GENERAL_SETTINGS.address;

function valuesOf(config: Config): Readonly<Record<Variable, string | undefined>> {
  const { given, upstreams, retention } = config;
  const general = upstreams.find(isGeneral);
  return {
    // Secrets: whether they are set is all that is told.
    RUIJING_API_KEY: undefined,
    RUIJING_SECRET: undefined,
    RUIJING_ADMIN_PASSWORD: undefined,
    RUIJING_ADMIN_EMAIL: given.RUIJING_ADMIN_EMAIL,
    RUIJING_RESET_LINK_FOR: given.RUIJING_RESET_LINK_FOR,
    RUIJING_TRUSTED_PROXIES: given.RUIJING_TRUSTED_PROXIES,
    RUIJING_WEBHOOK_HOSTS: writeWebhookHosts(config.webhookHosts),
    RUIJING_SANDBOX: config.sandbox ? '1' : '0',
    RUIJING_BASE_URL: general?.baseUrl.href,
    RUIJING_UPSTREAMS: given.RUIJING_UPSTREAMS,
    RUIJING_SANDBOX_TOKENS_PER_SECOND: String(config.sandboxTokensPerSecond),
    RUIJING_PRICES: given.RUIJING_PRICES,
    RUIJING_CURRENCY: config.currency,
    RUIJING_TIME_ZONE: config.timeZone,
    RUIJING_RETENTION_DAYS: `${retention.rowDays}/${retention.sumDays}/${retention.bodyDays}`,
    RUIJING_DATA_DIR: config.dataDir,
    DATABASE_URL: withoutCredentials(config.databaseUrl),
    REDIS_URL: withoutCredentials(config.redisUrl),
    HOST: config.host,
    PORT: String(config.port),
    RUIJING_ORIGIN: config.origin?.origin,
    RUIJING_LOG: config.logLevel,
    RUIJING_TIMEOUTS: given.RUIJING_TIMEOUTS,
  };
}

/** Passwords stand before the host, and may stand in the query. */
function withoutCredentials(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}
