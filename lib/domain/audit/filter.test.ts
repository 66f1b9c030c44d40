import { expect, test } from 'vitest';
import { auditQuerySchema } from '#lib/contract/audit.ts';
import { createDays } from './days.ts';
import { changeFilter, filterParams, NO_FILTER, readFilter, toAuditFilter } from './filter.ts';

const read = (search: string) => readFilter(new URLSearchParams(search));

test('a filter survives the address', () => {
  const search = 'action=key.revoked&actor=p1&target=k1&text=%E7%BF%BB%E8%AF%91&from=2026-11-01&to=2026-11-26';
  expect(filterParams(read(search)).toString()).toBe(search);
});

test('what the address holds and no filter can be is left out', () => {
  const search = `action=made.up&actor=&text=${'x'.repeat(101)}&from=yesterday&to=2026-02-30&other=1`;
  expect(filterParams(read(search)).toString()).toBe('');
  expect(filterParams(read('actor=a%00&target=%0Ab%00c&text=%00')).toString()).toBe('');
});

test('one field changes and the others stay; an empty one is none', () => {
  const filter = read('action=key.created&text=a');
  expect(filterParams(changeFilter(filter, { text: '' })).toString()).toBe('action=key.created');
  expect(filterParams(changeFilter(filter, { to: '2026-11-26' })).toString()).toBe(
    'action=key.created&text=a&to=2026-11-26',
  );
  // A change alone tells of the fields that it empties.
  expect({ ...filter, ...changeFilter({}, { text: '' }) }).toEqual({ action: 'key.created', text: undefined });
  expect(filterParams({ ...filter, ...NO_FILTER }).size).toBe(0);
});

test('days are whole days of the zone, the last one with them', () => {
  const filter = toAuditFilter(read('text=a&from=2026-11-25&to=2026-11-26'), createDays('Asia/Shanghai'));
  expect(filter).toMatchObject({ from: '2026-11-24T16:00:00.000Z', to: '2026-11-26T16:00:00.000Z' });
  expect(auditQuerySchema.safeParse(Object.fromEntries(filterParams(filter))).success).toBe(true);
});
