/** Longer ones break servers and logs. */
const MAX_URL_CHARACTERS = 8192;

/** Exactly two slashes and a host: where there are more or fewer, not every server finds the same host. */
const HTTPS = /^https:\/\/[^/\\?#]/i;
/** `URL` drops line breaks and takes a backslash for a slash; other readers do not, and would ask another host. */
const AMBIGUOUS = /[\\\p{Cc}]/u;
const AUTHORITY = /^https:\/\/([^/?#]*)/i;

/**
 * Why an address is none of the public internet's; undefined when it is. Whoever asks it stands in our own network, perhaps,
 * and would reach there what whoever names it cannot (T-SSRF-04): a server that is to load a picture, or this one. Names are
 * taken at their word: what they resolve to is checked where they are resolved.
 */
export function refusalOfAddress(address: string): string | undefined {
  if (address.length > MAX_URL_CHARACTERS) return `must be an address of at most ${MAX_URL_CHARACTERS} characters`;
  if (!HTTPS.test(address) || AMBIGUOUS.test(address) || !URL.canParse(address)) return 'is not a valid https address';
  const [, authority = ''] = AUTHORITY.exec(address) ?? [];
  if (authority.includes('@')) return 'must be an address without a user name or password';
  const { hostname, port } = new URL(address);
  // The default port is left out.
  if (port !== '') return 'must be an address on port 443';
  // Some read 010.8.8.8 in octal, some do not: an IPv4 address has to stand there as it is always written.
  const plain = authority.replace(/:\d*$/, '').toLowerCase() === hostname;
  if (!isPublic(hostname) || (IPV4.test(hostname) && !plain)) return 'must be an address of the public internet';
  return undefined;
}

/** As `URL` writes every spelling of one. */
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** Whether an IPv4 or IPv6 address, as a resolver writes it, is one of the public internet. */
export const isPublicIp = (ip: string): boolean => (IPV4.test(ip) ? isPublicV4(ip) : isPublicV6(ip));

function isPublic(hostname: string): boolean {
  if (hostname.startsWith('[')) return isPublicV6(hostname.slice(1));
  if (IPV4.test(hostname)) return isPublicV4(hostname);
  // A name without a dot is one of our own network. With a dot at its end it is the same one, and no rule finds it.
  return hostname.includes('.') && !hostname.endsWith('.') && !LOCAL_NAME.test(hostname);
}

/** Domains that are in no public name server (RFC 6761, 6762, 8375; ICANN's `internal`, where clouds tell secrets). */
const LOCAL_NAME = /\.(?:localhost|local|internal|home\.arpa)$/;

/** IANA's special-purpose addresses, multicast and what is reserved: first address and bits of each block. */
const SPECIAL_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;

const numberOf = (ipv4: string): number => ipv4.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);

function isPublicV4(ipv4: string): boolean {
  const address = numberOf(ipv4);
  return !SPECIAL_V4.some(([first, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === numberOf(first) / size;
  });
}

/**
 * Only 2000::/3 is given out; all else is loopback, local, multicast, or IPv4 in disguise (mapped, NAT64). Of it are taken
 * out: 2001::/23 (Teredo and other protocols), 2001:db8::/32 and 3fff::/20 (examples), 2002::/16 (6to4: IPv4 again).
 */
function isPublicV6(ipv6: string): boolean {
  // In the shortest form the first group is always written, unless it is zero.
  const [first = 0, second = 0] = ipv6.split(':').map((group) => Number.parseInt(group || '0', 16));
  if (first < 0x2000 || first > 0x3fff) return false;
  if (first === 0x2001) return second >= 0x200 && second !== 0xdb8;
  return first !== 0x2002 && (first !== 0x3fff || second >= 0x1000);
}
