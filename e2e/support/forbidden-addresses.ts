/** Hosts that a picture must not be loaded from. */
export const FORBIDDEN_HOSTS = [
  // Loopback, in every spelling that reaches it.
  ...['127.0.0.1', '127.1', '127.255.255.254', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001'],
  ...['127.0.0.1.', '１２７.0.0.1', '127。0。0。1', '%31%32%37.0.0.1', '[::1]', '[0:0:0:0:0:0:0:1]'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'a.localhost.', 'ｌocalhost', '%6cocalhost'],
  ...['ollama', 'metadata.google.internal', 'printer.local', 'nas.home.arpa'],
  // Unspecified.
  ...['0.0.0.0', '0', '0.1.2.3', '[::]'],
  // Private, shared, link-local: 169.254.169.254 tells clouds' secrets.
  ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1', '3232235777', '100.64.0.1'],
  ...['100.100.100.200', '100.127.255.255', '169.254.169.254', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518'],
  ...['[fe80::1]', '[febf::1]', '[fec0::1]', '[fc00::1]', '[fd00:ec2::254]'],
  // IPv4 in IPv6: mapped, compatible, NAT64, 6to4, Teredo.
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:8.8.8.8]', '[::127.0.0.1]', '[::ffff:0:127.0.0.1]'],
  ...[
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::a00:1]',
    '[64:ff9b:1::a00:1]',
    '[2002:7f00:1::]',
    '[2001::1]',
    '[2001:1ff::1]',
  ],
  // Multicast, reserved, examples, benchmarks.
  ...['224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '[ff02::1]', '[ff0e::1]', '[100::1]'],
  ...['192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '192.88.99.1'],
  ...['[2001:db8::1]', '[3fff::1]', '[3fff:fff::1]', '[4000::1]', '[5f00::1]'],
  // Public, but other readers of addresses may find another host.
  ...['010.8.8.8', '134744072', '8.8.2056', '8.8.8.8.', 'example.com.', '０８.8.8.8'],
].map((host) => `https://${host}/picture.png`);

export const FORBIDDEN_SHAPES = [
  'https://user@example.com/a.png',
  'https://user:password@example.com/a.png',
  'https://@example.com/a.png',
  'https://example.com@127.0.0.1/a.png',
  'https://example.com:443@127.0.0.1/a.png',
  'https://example.com\\@127.0.0.1/a.png',
  'https://example.com\\.evil.example/a.png',
  'https://127.0.0.1\\@example.com/a.png',
  'https://exam\tple.com/a.png',
  'https://exam\nple.com/a.png',
  'https://example.com/a\r\nhost: 127.0.0.1',
  'https://example.com:8443/a.png',
  'https://example.com:80/a.png',
  'https://example.com:0/a.png',
  'https://[2606:4700::1]:22/a.png',
  'https:/example.com/a.png',
  'https:example.com/a.png',
  'https:///example.com/a.png',
  'https://\\127.0.0.1/a.png',
  'https://127.0.0.1%00.example.com/a.png',
  'https://127.0.0.1%23.example.com/a.png',
  'https://[::1%25eth0]/a.png',
  'https://256.256.256.256/a.png',
  'https://',
  `https://example.com/${'a'.repeat(9000)}`,
];

export const OTHER_SCHEMES = [
  ...['http://example.com/a.png', 'HTTP://example.com/a.png', 'ftp://example.com/a.png', 'file:///etc/passwd'],
  ...['gopher://127.0.0.1:6379/_x', 'blob:https://example.com/1', 'javascript:alert(1)', '//example.com/a.png'],
  ...[' https://example.com/a.png', '\u0000https://example.com/a.png', 'example.com/a.png', '../a.png', ''],
];
