import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openApiRoute } from './api-route.ts';
import { getContainer } from './container.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ruijing-route-'));
  vi.stubEnv('RUIJING_DATA_DIR', dataDir);
  vi.stubEnv('RUIJING_LOG', 'silent');
});
afterEach(async () => {
  await (await getContainer().services()).close();
  rmSync(dataDir, { recursive: true });
  vi.unstubAllEnvs();
});

test('an address with a control character in it leads nowhere: no database ever sees it', async () => {
  const seen: unknown[] = [];
  const GET = openApiRoute({ route: '/api/session', method: 'GET' }, ({ params }) => {
    seen.push(params);
    return {};
  });
  const ask = (id: string) => {
    const url = `http://127.0.0.1:3000/api/keys/${encodeURIComponent(id)}`;
    const request = new Request(url, { headers: { host: '127.0.0.1:3000' } });
    return GET(request, { params: Promise.resolve({ id }) });
  };
  for (const id of ['\0', 'a\0b', 'a\nb', '\u0085']) {
    const answer = await ask(id);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'not_found' } });
  }
  expect(seen).toEqual([]);
  expect((await ask('密钥 1')).status).toBe(200);
  expect(seen).toEqual([{ id: '密钥 1' }]);
});
