import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test.each([
  [['a', 1, null, '密钥'], 'a,1,,密钥\r\n'],
  [['say "hi", twice'], '"say ""hi"", twice"\r\n'],
  [['two\nlines'], '"two\nlines"\r\n'],
  [['=1+1', '+1', '-1', '@x', '\t='], "'=1+1,'+1,'-1,'@x,'\t=\r\n"],
  [[-1], '-1\r\n'],
  [['="a",b'], `"'=""a"",b"\r\n`],
])('%j is written so that every spreadsheet reads the same', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});
