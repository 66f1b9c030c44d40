import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CatalogueModel } from '#lib/contract/catalogue.ts';
import { KIND_FILTERS, parseView, SORT_COLUMNS, toQuery, tryPath, viewModels } from './view.ts';

const model = (id: string, rest: Partial<CatalogueModel> = {}): CatalogueModel => ({
  id,
  kinds: ['chat'],
  takesImages: false,
  contextTokens: null,
  dimensions: null,
  limits: [],
  price: null,
  upstream: 'u',
  servedBy: 'u',
  sandbox: false,
  fault: false,
  ...rest,
});

const figure = (value: number) => ({ value, source: 'upstream' }) as const;
const ALL = parseView(new URLSearchParams());
const ids = (models: readonly CatalogueModel[]) => models.map(({ id }) => id).join(' ');

test('a view is the same after its way through the address', () => {
  const view = fc.record({
    text: fc.string({ unit: 'grapheme' }),
    kind: fc.constantFrom(undefined, ...KIND_FILTERS),
    sort: fc.constantFrom(...SORT_COLUMNS),
    descending: fc.boolean(),
    faults: fc.boolean(),
  });
  fc.assert(fc.property(view, (one) => void expect(parseView(new URLSearchParams(String(toQuery(one))))).toEqual(one)));
  expect(toQuery(ALL).size).toBe(0);
  expect(parseView(new URLSearchParams('kind=x&sort=y&order=z'))).toEqual(ALL);
});

test('what is looked for is found by id and upstream, whatever its letters', () => {
  const models = [model('Qwen-Max'), model('other', { upstream: 'Qwen host' }), model('third')];
  expect(ids(viewModels(models, { ...ALL, text: ' qwen ' }))).toBe('Qwen-Max other');
});

test('a model that takes pictures counts as one that sees; sound is heard or spoken', () => {
  const models = [
    model('sees', { takesImages: true }),
    model('vision', { kinds: ['vision'] }),
    model('hears', { kinds: ['transcription'] }),
    model('speaks', { kinds: ['speech'] }),
    model('untold', { kinds: [] }),
  ];
  expect(ids(viewModels(models, { ...ALL, kind: 'vision' }))).toBe('sees vision');
  expect(ids(viewModels(models, { ...ALL, kind: 'audio' }))).toBe('hears speaks');
  expect(ids(viewModels(models, { ...ALL, kind: 'chat' }))).toBe('sees');
});

test('simulated faults are shown to whoever asks for them', () => {
  const models = [model('a'), model('sandbox-401', { fault: true })];
  expect(ids(viewModels(models, ALL))).toBe('a');
  expect(ids(viewModels(models, { ...ALL, text: '401' }))).toBe('sandbox-401');
  expect(ids(viewModels(models, { ...ALL, faults: true }))).toBe('a sandbox-401');
});

test('sorted by size or price, what nobody tells stands last in both directions', () => {
  const models = [
    model('none'),
    model('large', { contextTokens: figure(1_000_000), price: { completionPerMillionTokens: 12 } }),
    model('small', { contextTokens: figure(8_192), price: { promptPerMillionTokens: 2 } }),
  ];
  for (const sort of ['size', 'price'] as const) {
    expect(ids(viewModels(models, { ...ALL, sort }))).toBe('small large none');
    expect(ids(viewModels(models, { ...ALL, sort, descending: true }))).toBe('large small none');
  }
});

test('only what can be tried on a page that exists has a path there', () => {
  expect(tryPath(model('org/m 1'))).toBe('/chat?model=org%2Fm%201');
  expect(tryPath(model('untold', { kinds: [] }))).toBe('/chat?model=untold');
  expect(tryPath(model('text-embedding-3', { kinds: [] }))).toBeUndefined();
  expect(tryPath(model('e', { kinds: ['embedding'] }))).toBeUndefined();
  expect(tryPath(model('refused', { servedBy: null }))).toBeUndefined();
});
