import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { KINDS } from '#lib/contract/endpoints.ts';
import { type CurlCall, curlOf } from './curl.ts';

/** The words that a shell hands to curl. */
function wordsOf(call: CurlCall): string[] {
  const command = curlOf(call).replace(/^curl/, `printf '%s\\0'`);
  return execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const ODD = `it's "odd" $HOME \\ \`x\``;

test.each(KINDS)('a call of %s says to a shell what it says to a reader, whatever the model is called', (kind) => {
  const [url, ...rest] = wordsOf({ origin: 'http://a.test', key: 'rj-x', model: ODD, kind });
  expect(url).toMatch(/^http:\/\/a\.test\/v1\/\w+/);
  expect(rest.slice(0, 2)).toEqual(['-H', 'Authorization: Bearer rj-x']);
  const json = rest[rest.indexOf('-d') + 1] ?? '';
  if (kind === 'transcription') expect(rest).toContain(`model=${ODD}`);
  else expect(JSON.parse(json)).toMatchObject({ model: ODD });
});

test('where no key is needed, none is named', () => {
  expect(wordsOf({ origin: 'http://a.test', model: 'm', kind: 'chat' }).join(' ')).not.toContain('Authorization');
});
