import { expect, test } from 'vitest';
import { newRequestId } from './request-id.ts';

test('ids are of one form, and no two are the same', () => {
  const ids = Array.from({ length: 2_000 }, newRequestId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^req_[0-9a-f]{32}$/);
});
