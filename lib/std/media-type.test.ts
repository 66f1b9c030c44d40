import { expect, test } from 'vitest';
import { parseMediaType } from './media-type.ts';

test.each([
  ['application/json', 'application/json', undefined],
  [' Audio/MPEG ; rate=44100', 'audio/mpeg', undefined],
  ['text/plain; charset=utf-8', 'text/plain', 'utf-8'],
  ['text/plain;Charset = "UTF-8"; x=y', 'text/plain', 'utf-8'],
  ['text/vtt; charset=latin1', 'text/vtt', 'windows-1252'],
  ['text/vtt; charset=sk-upstream-secret-1', 'text/vtt', undefined],
  ['text/vtt; charset=', 'text/vtt', undefined],
  ['audio/mpeg; name="你好"', 'audio/mpeg', undefined],
  ['audio/mpeg\x01', '', undefined],
  ['audio/mpeg, text/html', '', undefined],
  ['Bearer sk-upstream-secret-1', '', undefined],
  ['json', '', undefined],
  [`a/${'b'.repeat(200)}`, '', undefined],
  ['', '', undefined],
  [undefined, '', undefined],
])('%s: a type and a charset, and nothing else', (header, type, charset) => {
  expect(parseMediaType(header)).toEqual({ type, charset });
});
