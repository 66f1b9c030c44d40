import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CatalogueModel, catalogueSchema } from './catalogue.ts';
import { parseCatalogueFigures } from './model-figures.ts';

const model = (fields: Partial<CatalogueModel>): CatalogueModel => ({
  id: 'm',
  kinds: ['chat'],
  takesImages: false,
  contextTokens: { value: 8_192, source: 'documentation' },
  dimensions: null,
  limits: [],
  price: { promptPerMillionTokens: 4, completionPerMillionTokens: 0 },
  upstream: 'first',
  servedBy: 'first',
  sandbox: false,
  fault: false,
  ...fields,
});

const catalogueOf = (models: CatalogueModel[]) =>
  catalogueSchema.parse({ object: 'catalogue', currency: 'CNY', models, upstreams: [] });

test('what a catalogue says of contexts and prices is read as it stands', () => {
  const models = [
    model({}),
    model({ id: 'bare', contextTokens: null, price: null }),
    model({ id: 's', sandbox: true }),
    model({ id: 'sees', takesImages: true }),
    model({ id: 'nobody-knows', takesImages: null }),
  ];
  expect(parseCatalogueFigures(catalogueOf(models))).toEqual({
    currency: 'CNY',
    models: models.map(({ id, sandbox, price, takesImages, contextTokens }) => ({
      ...{ id, sandbox, price, takesImages },
      contextTokens: contextTokens?.value ?? null,
    })),
  });
});

test('of a model that several upstreams offer, the one that is asked counts', () => {
  const catalogue = catalogueOf([
    model({ upstream: 'first', servedBy: 'second', contextTokens: null }),
    model({ upstream: 'second', servedBy: 'second' }),
    model({ upstream: 'third', servedBy: 'second', contextTokens: null }),
  ]);
  expect(parseCatalogueFigures(catalogue)?.models).toMatchObject([{ id: 'm', contextTokens: 8_192 }]);
});

test('a price that cannot be read whole is no price, and nothing makes the reader fail', () => {
  const catalogue = { ...catalogueOf([model({})]), models: [{ ...model({}), price: { perImage: '1' } }, null, 7] };
  expect(parseCatalogueFigures(catalogue)?.models).toMatchObject([{ price: null }]);
  fc.assert(
    fc.property(fc.anything(), (anything) => {
      expect(parseCatalogueFigures(anything)).toBeUndefined();
      const models = [{ id: 'm', sandbox: false, contextTokens: anything, price: anything }, anything];
      expect(parseCatalogueFigures({ currency: 'CNY', models })?.models.length).toBeLessThanOrEqual(2);
    }),
  );
});
