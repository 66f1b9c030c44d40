import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { policyGaps } from './route-policy.ts';
import { ROOT } from './run.ts';

let app: string;
beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), 'ruijing-app-'));
  cpSync(join(ROOT, 'app'), app, { recursive: true });
});
afterEach(() => rmSync(app, { recursive: true }));

function write(route: string, source: string): void {
  mkdirSync(join(app, route), { recursive: true });
  writeFileSync(join(app, route, 'route.ts'), source);
}

test('T-AUTHZ-01 every route and method stands in the policy table, and nothing else does', () => {
  expect(policyGaps(app)).toEqual([]);
});

test.each([
  ['api/secret', 'export const GET = serve;', 'GET /api/secret'],
  ['(console)/api/secret', 'export async function POST() {}', 'POST /api/secret'],
  ['api/keys/[id]/use', 'export { serve as PUT };', 'PUT /api/keys/[id]/use'],
  ['api/keys', 'export const GET = a, b = 1; export const POST = b; export const DELETE = c;', 'DELETE /api/keys'],
])('T-AUTHZ-01 a route that nobody has ruled on fails the build: %s', (route, source, told) => {
  write(route, source);
  expect(policyGaps(app)).toEqual([expect.stringContaining(told)]);
});

test('a row without a route is told, too', () => {
  rmSync(join(app, 'api/preferences'), { recursive: true });
  expect(policyGaps(app)).toEqual([expect.stringContaining('PUT /api/preferences')]);
});
