import { expect, test } from 'vitest';
import { MAX_PICTURES } from '#lib/contract/picture-limits.ts';
import type { DraftPicture } from './draft-picture.ts';
import { mergePictures } from './kept-pictures.ts';

const preparing = (name: string): DraftPicture => ({ key: name, name, state: 'preparing' });

test('with kept pictures a message has no more than one may have: the last ones are refused, under keys of their own', () => {
  const kept = Array.from({ length: MAX_PICTURES - 1 }, (_, at) => preparing(`kept ${at}`));
  const gone: DraftPicture = { key: 'gone', name: 'gone', state: 'refused', fault: { code: 'gone' } };
  const merged = mergePictures([...kept, gone], [preparing('fits'), preparing('too many')]);
  expect(merged.slice(0, -1)).toEqual([...kept, gone, preparing('fits')]);
  const last = merged.at(-1);
  expect(last).toMatchObject({ name: 'too many', state: 'refused', fault: { code: 'count' } });
  expect(last?.key).not.toBe('too many');
});
