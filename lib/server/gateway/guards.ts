import { ApiError } from '#lib/contract/errors.ts';

/** What a guard looks at, from a web request or from Node's. */
export interface GuardedCall {
  readonly method: string;
  /** @returns the header's value, undefined when it is missing */
  readonly header: (name: string) => string | undefined;
}

export interface Guards {
  /** Lets only those names in that lead here on purpose: the lock against DNS rebinding. @throws ApiError 421 */
  host(call: GuardedCall): void;
  /** Refuses calls that another site makes a browser send. @throws ApiError 403 */
  origin(call: GuardedCall): void;
  /** The same for pages, where following a link from elsewhere is fine. @throws ApiError 403 */
  pageOrigin(call: GuardedCall): void;
}

/** Our names with other ports: tunnels and containers have some, an attacker any number. */
const MAX_KNOWN_HOSTS = 64;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The guards of local mode, the same in front of every route.
 *
 * @param publicOrigin the address that people use, when it is another than loopback
 */
export function createGuards(publicOrigin: URL | undefined): Guards {
  /** Hosts that were looked at: the same few come with every call. */
  const known = new Map<string, boolean>();

  const isOurs = (host: string): boolean => {
    const remembered = known.get(host);
    if (remembered !== undefined) return remembered;
    const ours = leadsHere(host);
    // Foreign ones are any number: they are not kept.
    if (ours && known.size < MAX_KNOWN_HOSTS) known.set(host, ours);
    return ours;
  };

  // The port is not compared: a rebound name is foreign on any port, and tunnels and containers change ports.
  const leadsHere = (host: string): boolean => {
    const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
    // What `new URL` takes for user, path, query or fragment is no host: nothing but the host may be left of it.
    const plain = url !== undefined && url.href === `http://${url.host}/` && !/[/?#\\@]/.test(host);
    return plain && (LOOPBACK.has(url.hostname) || url.host === publicOrigin?.host);
  };

  const isForeignOrigin = ({ header }: GuardedCall): boolean => {
    const origin = header('origin');
    if (origin === undefined) return false;
    if (!URL.canParse(origin)) return true;
    // A proxy in front may have put its own Host; the public origin is ours all the same.
    const url = new URL(origin);
    return url.host !== header('host')?.toLowerCase() && url.origin !== publicOrigin?.origin;
  };

  const isCrossSite = (call: GuardedCall): boolean => {
    const site = call.header('sec-fetch-site');
    // "same-site" is another port or subdomain: another program, so as foreign as any.
    return (site !== undefined && site !== 'same-origin' && site !== 'none') || isForeignOrigin(call);
  };

  const refuse = (): never => {
    throw new ApiError('origin_not_allowed', 'A call from another site is not allowed.');
  };

  return {
    host({ header }) {
      const host = header('host');
      if (host === undefined || !isOurs(host)) {
        throw new ApiError(
          'host_not_allowed',
          'This host name does not belong to the console. Use the address printed at start.',
        );
      }
    },
    origin(call) {
      if (isCrossSite(call)) refuse();
    },
    pageOrigin(call) {
      const navigates = call.header('sec-fetch-mode') === 'navigate' && call.header('sec-fetch-dest') === 'document';
      if (isCrossSite(call) && !(navigates && (call.method === 'GET' || call.method === 'HEAD'))) refuse();
    },
  };
}
