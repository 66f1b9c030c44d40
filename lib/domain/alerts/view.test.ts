import { expect, test } from 'vitest';
import { parseAlertsView, toAlertsQuery } from './view.ts';

const read = (query: string) => parseAlertsView(new URLSearchParams(query));

test.each(['', 'rule=r1', 'dialog=new-rule', 'rule=r1&dialog=change-webhook&id=w1'])(
  '%j says what it is read as',
  (query) => {
    expect(String(toAlertsQuery(read(query)))).toBe(query);
  },
);

test.each(['dialog=change-rule', 'dialog=nothing&id=x', 'rule=', 'id=x'])('%j says nothing', (query) => {
  expect(read(query)).toEqual({ open: undefined, rule: undefined });
});
