import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseModelList } from './models.ts';

test('a list of ours is read whole', () => {
  const list = {
    object: 'list',
    data: [{ id: 'm', object: 'model', owned_by: 'sandbox', type: 'chat', context_length: 8192 }],
  };
  expect(parseModelList(list)).toEqual(list);
});

test('other servers’ lists are read as far as they can be', () => {
  const data = [{ id: 'a/b', created: 1 }, { id: '' }, null, 'x', { id: 'c', type: 'rerank', context_length: -1 }];
  expect(parseModelList({ data })?.data).toEqual([
    { id: 'a/b', object: 'model' },
    { id: 'c', object: 'model' },
  ]);
});

test.each(['context_length', 'max_model_len', 'context_window', 'max_context_length'])(
  'the context is read where a server calls it %s',
  (field) => {
    expect(parseModelList({ data: [{ id: 'm', [field]: 131_072 }] })?.data).toEqual([
      { id: 'm', object: 'model', context_length: 131_072 },
    ]);
  },
);

test('what is no list is told from an empty one, and nothing throws', () => {
  expect(parseModelList({ data: [] })?.data).toEqual([]);
  fc.assert(fc.property(fc.jsonValue(), (json) => void parseModelList(json)));
  for (const json of [null, [], 'x', { data: {} }, undefined]) expect(parseModelList(json)).toBeUndefined();
});
