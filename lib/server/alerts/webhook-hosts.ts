import { refusalOfAddress } from '#lib/contract/picture-address.ts';
import { ConfigError } from '#lib/server/config-error.ts';

/** A server of one's own network that messages may be sent to, as `RUIJING_WEBHOOK_HOSTS` names it. */
export interface WebhookHost {
  /** As `URL` writes it. */
  readonly hostname: string;
  /** Undefined: any. */
  readonly port: number | undefined;
}

const HOSTS = 'RUIJING_WEBHOOK_HOSTS';
const ENTRY = /^(\[[\da-f:.]+\]|[^\s:/@?#[\]]+)(?::(\d{1,5}))?$/i;
const MAX_PORT = 65_535;

/** @throws ConfigError for what names no server */
export function readWebhookHosts(text: string | undefined): readonly WebhookHost[] {
  const entries = (text ?? '').split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '').map(readHost);
}

function readHost(entry: string): WebhookHost {
  const [, host = '', digits] = ENTRY.exec(entry) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  const address = `http://${host}`;
  if (host === '' || !URL.canParse(address) || port === 0 || (port ?? 1) > MAX_PORT) {
    throw new ConfigError(HOSTS, `must be hosts, as in hooks.example.internal,10.0.0.5:8080, not "${entry}"`);
  }
  return { hostname: new URL(address).hostname, port };
}

/** As it stands in the environment. */
export const writeWebhookHosts = (hosts: readonly WebhookHost[]): string | undefined =>
  hosts.map(({ hostname, port }) => (port === undefined ? hostname : `${hostname}:${port}`)).join(',') || undefined;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Why nothing is sent to an address; undefined when something may be: https on the public internet, or what the settings
 * name. What a name resolves to is checked as well, when it is resolved: by `publicLookup`.
 */
export function refusalOfWebhook(address: string, hosts: readonly WebhookHost[]): string | undefined {
  if (!URL.canParse(address)) return 'is not a valid address';
  const { protocol, hostname, port, username, password, hash } = new URL(address);
  const defaultPort = DEFAULT_PORTS[protocol];
  if (defaultPort === undefined) return 'must begin with https://';
  if (username !== '' || password !== '') return 'must be an address without a user name or password';
  if (hash !== '') return 'must be an address without a fragment';
  const at = port === '' ? defaultPort : Number(port);
  if (hosts.some((host) => host.hostname === hostname && (host.port ?? at) === at)) return undefined;
  const refusal = refusalOfAddress(address);
  return refusal === undefined ? undefined : `${refusal}; servers of your own network are named in ${HOSTS}`;
}
