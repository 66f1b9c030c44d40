import { expect, test } from 'vitest';
import { preferredCodings } from './accept-encoding.ts';

test.each([
  ['browsers get the smallest', 'gzip, deflate, br, zstd', ['br', 'gzip', 'identity']],
  ['nothing said means nothing coded', undefined, ['identity']],
  ['an empty header means nothing coded', '', ['identity']],
  ['an unknown coding is passed over', 'zstd', ['identity']],
  ['a star stands for every coding not named', '*', ['br', 'gzip', 'identity']],
  ['a weight of 0 refuses', 'br;q=0, gzip', ['gzip', 'identity']],
  ['a star of 0 refuses the rest, identity too', 'gzip, *;q=0', ['gzip']],
  ['identity may be refused by name', 'gzip, identity;q=0', ['gzip']],
  ['identity may be liked best', 'gzip;q=0.5, identity', ['identity', 'gzip']],
  ['weights order', 'br;q=0.1, gzip;q=0.9', ['gzip', 'br', 'identity']],
  ['case and spaces do not matter', ' GZIP ; Q = 1 ', ['gzip', 'identity']],
])('%s', (_name, header, codings) => {
  expect(preferredCodings(header)).toEqual(codings);
});
