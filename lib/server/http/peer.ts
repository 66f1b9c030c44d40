import { AsyncLocalStorage } from 'node:async_hooks';
import { type BlockList, isIP, SocketAddress } from 'node:net';

// Next's bundle and `server.ts` load their own copies of this module; what one puts in, the other reads.
const PEER: unique symbol = Symbol.for('ruijing.peer');
const shared: typeof globalThis & { [PEER]?: AsyncLocalStorage<string> } = globalThis;
shared[PEER] ??= new AsyncLocalStorage<string>();
const current = shared[PEER];

/** Runs what serves a request so that {@link currentPeer} knows who sent it: a header could be anybody's invention. */
export const withPeer = <T>(peer: string, serve: () => T): T => current.run(peer, serve);

/** The address that the request under way came from; `null` where no server of ours took it in. */
export const currentPeer = (): string | null => current.getStore() ?? null;

/** Some proxies write the port as well. */
const WITH_PORT = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/;

/**
 * An address in its one form, since limits count by it: without brackets, port and zone, in the spelling of RFC 5952,
 * and an IPv4 address that came over an IPv6 socket as the IPv4 address that it is. What is no address stays as it is.
 */
function plain(written: string): string {
  const text = written.trim();
  const [, bracketed, beforePort] = WITH_PORT.exec(text) ?? [];
  const address = bracketed ?? beforePort ?? text;
  if (isIP(address) !== 6) return address;
  return new SocketAddress({ address, family: 'ipv6' }).address.replace(/^::ffff:(?=\d+\.)/, '');
}

const isTrusted = (address: string, trusted: BlockList): boolean =>
  isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/**
 * Who sent a request: the socket's other end or, where that is a proxy that was named as trusted, the last address in
 * `X-Forwarded-For` that is none (ASVS 4.1.3). What stands before it may be invented.
 *
 * @param forwarded the header's value
 */
export function peerOf(socketAddress: string, forwarded: string | undefined, trusted: BlockList): string {
  const hops = (forwarded ?? '')
    .split(',')
    .map(plain)
    .filter((hop) => hop !== '');
  let peer = plain(socketAddress);
  while (isTrusted(peer, trusted)) {
    const before = hops.pop();
    if (before === undefined || isIP(before) === 0) return peer;
    peer = before;
  }
  return peer;
}
