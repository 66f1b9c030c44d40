import { expect, test } from 'vitest';
import { keyCreateSchema, keyPatchSchema } from './keys.ts';
import { planCreateSchema, planPatchSchema } from './plans.ts';

const UNPRINTABLE = ['a\u0000b', 'a\nb', 'a\u0007', '\u001b[31mred', 'a\u009fb', 'a\ud800', '\udc00b', '\ud800\ud800'];

const faultsOf = (parsed: { readonly error?: { readonly issues: readonly { path: PropertyKey[] }[] } | undefined }) =>
  parsed.error?.issues.map(({ path }) => path.join('.'));

test.each(UNPRINTABLE.map((text) => [JSON.stringify(text), text]))('%s is no name, owner or model', (_, text) => {
  expect(faultsOf(keyCreateSchema.safeParse({ name: text, plan: 'free' }))).toEqual(['name']);
  expect(faultsOf(keyCreateSchema.safeParse({ name: 'k', plan: 'free', owner: text }))).toEqual(['owner']);
  expect(faultsOf(keyPatchSchema.safeParse({ models: ['m', text] }))).toEqual(['models.1']);
  expect(faultsOf(planCreateSchema.safeParse({ id: 'p', name: text }))).toEqual(['name']);
  expect(faultsOf(planPatchSchema.safeParse({ name: text }))).toEqual(['name']);
});

test('words of every language are names', () => {
  for (const name of ['团队 A', 'Ünïcödé', '👩‍👩‍👧 family', 'a/b:c', 'مفتاح']) {
    expect(keyCreateSchema.parse({ name: ` ${name}\n`, plan: 'free', owner: name, models: [name] })).toMatchObject({
      name,
      owner: name,
    });
  }
});

test('no plan can be made whose address is another thing’s', () => {
  expect(faultsOf(planCreateSchema.safeParse({ id: 'local', name: 'l' }))).toEqual(['id']);
  expect(planCreateSchema.safeParse({ id: 'local-2', name: 'l' }).success).toBe(true);
});
