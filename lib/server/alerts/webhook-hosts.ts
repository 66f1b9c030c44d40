import { lookup as resolve } from 'node:dns';
import { isPublicIp, refusalOfAddress } from '#lib/contract/picture-address.ts';
import { ConfigError } from '#lib/server/config-error.ts';
import type { Lookup } from '#lib/server/egress.ts';

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
 * name. What a name resolves to is checked as well, when it is resolved: by {@link guardedLookup}.
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

/** A name leads into our own network. */
export class InnerAddress extends Error {
  override readonly name = 'InnerAddress';
  constructor(hostname: string) {
    super(`${hostname} resolves to an address that is not of the public internet`);
  }
}

/**
 * Resolves names, of which those that are not named in the settings must be of the public internet with all of their
 * addresses. The connection goes to what was checked here, and to nothing else (T-SSRF-06).
 *
 * @param lookup for tests: how names become addresses
 */
export function guardedLookup(hosts: readonly WebhookHost[], lookup: Lookup = resolve): Lookup {
  const trusted = new Set(hosts.map(({ hostname }) => hostname));
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [{ address: found, family: 4 }];
      const [first] = addresses;
      if (error !== null || first === undefined) {
        callback(error ?? new Error(`${hostname} has no address`), '');
        return;
      }
      if (!trusted.has(hostname) && !addresses.every(({ address }) => isPublicIp(address))) {
        callback(new InnerAddress(hostname), '');
        return;
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
