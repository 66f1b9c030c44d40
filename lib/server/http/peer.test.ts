import { BlockList } from 'node:net';
import { expect, test } from 'vitest';
import { peerOf } from './peer.ts';

const trusted = new BlockList();
trusted.addSubnet('10.0.0.0', 8, 'ipv4');
trusted.addAddress('2001:db8::1', 'ipv6');

test.each([
  ['nobody is trusted to speak for others', '198.51.100.1', '203.0.113.9', '198.51.100.1'],
  ['a trusted proxy tells who sent it', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['one that tells nothing is the peer', '10.0.0.1', undefined, '10.0.0.1'],
  ['one that tells nonsense is the peer', '10.0.0.1', 'unknown', '10.0.0.1'],
  ['of a chain of trusted ones the first that is none', '10.0.0.1', '203.0.113.9, 10.0.0.3, 10.0.0.2', '203.0.113.9'],
  ['what stands before it may be invented', '10.0.0.1', '192.0.2.66, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
  ['nor do trusted ones before it count', '10.0.0.1', '10.9.9.9, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
  ['where all are trusted the farthest', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['nonsense ends the chain', '10.0.0.1', '203.0.113.9, nonsense, 10.0.0.2', '10.0.0.2'],
  ['empty places are none', '10.0.0.1', ' , 203.0.113.9,, ', '203.0.113.9'],
  ['a proxy over IPv6', '2001:db8::1', '2001:db8::9', '2001:db8::9'],
])('%s', (_, socket, forwarded, peer) => {
  expect(peerOf(socket, forwarded, trusted)).toBe(peer);
});

test.each([
  ['203.0.113.9:5555', '203.0.113.9'],
  ['[2001:db8::9]:80', '2001:db8::9'],
  ['[2001:db8::9]', '2001:db8::9'],
  ['2001:db8::9', '2001:db8::9'],
  ['2001:DB8:0:0::0009', '2001:db8::9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['::ffff:cb00:7109', '203.0.113.9'],
  ['0:0:0:0:0:FFFF:CB00:7109', '203.0.113.9'],
  ['[::ffff:cb00:7109]:443', '203.0.113.9'],
])('one address is one peer, however a proxy writes it: %s', (written, peer) => {
  expect(peerOf('10.0.0.1', written, trusted)).toBe(peer);
  expect(peerOf('10.0.0.1', `203.0.113.1, ${written}, 10.0.0.2`, trusted)).toBe(peer);
});

test.each([
  '203.0.113.9:',
  ':5555',
  '[203.0.113.9',
  '2001:db8::9]',
  '[]:80',
  '203.0.113.9:port',
  '203.0.113.999',
  '0x0a.1',
  '9',
])('what is no address is not guessed at: %s', (written) => {
  expect(peerOf('10.0.0.1', `203.0.113.1, ${written}`, trusted)).toBe('10.0.0.1');
});

test('a trusted proxy is known however its socket is told', () => {
  for (const socket of ['::ffff:10.0.0.1', '::ffff:a00:1', '2001:DB8:0::1']) {
    expect(peerOf(socket, '203.0.113.9', trusted)).toBe('203.0.113.9');
  }
  for (const forwarded of [
    '203.0.113.9, 10.0.0.2:8080',
    '203.0.113.9, [2001:db8::1]:8080',
    '203.0.113.9, ::ffff:a00:2',
  ]) {
    expect(peerOf('10.0.0.1', forwarded, trusted)).toBe('203.0.113.9');
  }
});

test('a socket without an address has none, and a zone is no part of one', () => {
  expect(peerOf('', '203.0.113.9', trusted)).toBe('');
  expect(peerOf('fe80::1%eth0', '203.0.113.9', trusted)).toBe('fe80::1');
});
