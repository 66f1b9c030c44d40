import { lookup as resolve } from 'node:dns';
import { isPublicIp } from '#lib/contract/picture-address.ts';
import type { Lookup } from '#lib/server/egress.ts';

/** A name leads into our own network. */
export class InnerAddress extends Error {
  override readonly name = 'InnerAddress';
  constructor(hostname: string) {
    super(`${hostname} resolves to an address that is not of the public internet`);
  }
}

/** Whether a connection failed because its name leads into our own network. */
export const leadsInside = (error: unknown): boolean =>
  error instanceof InnerAddress || (error instanceof Error && error.cause !== undefined && leadsInside(error.cause));

export interface PublicLookupOptions {
  /** Names of our own network that may be asked all the same. */
  readonly trusted?: readonly string[];
  /** For tests: how names become addresses. */
  readonly lookup?: Lookup | undefined;
}

/**
 * Resolves names, of which those that are not trusted must be of the public internet with all of their addresses. The
 * connection goes to what was checked here, and to nothing else (T-SSRF-06). Addresses that are no names are not resolved:
 * who makes the URL checks those.
 */
export function publicLookup({ trusted = [], lookup = resolve }: PublicLookupOptions = {}): Lookup {
  const known = new Set(trusted);
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [{ address: found, family: 4 }];
      const [first] = addresses;
      if (error !== null || first === undefined) {
        callback(error ?? new Error(`${hostname} has no address`), '');
        return;
      }
      if (!known.has(hostname) && !addresses.every(({ address }) => isPublicIp(address))) {
        callback(new InnerAddress(hostname), '');
        return;
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
