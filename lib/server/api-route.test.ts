import { expect, test } from 'vitest';
import { ownDataDir } from '#e2e/support/own-data-dir.ts';
import { openApiRoute } from './api-route.ts';

ownDataDir();

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
