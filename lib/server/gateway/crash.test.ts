import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { delta, openStream, sendJson, sse, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { startGatewayProcess } from '#e2e/support/gateway-process.ts';

/** So many moments to die at: all of them in CI, some on every run. */
const KILLS = process.env.FULL === '1' ? 20 : 4;
const CALLERS = 24;
const USAGE = { prompt_tokens: 30, completion_tokens: 70, total_tokens: 100 };

test('F26 killed at any moment under load: no call is missing, none is there twice, the file is whole', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ruijing-crash-'));
  const fake = await startFakeUpstream();
  fake.script('json', (response) => sendJson(response, { choices: [], usage: USAGE }));
  fake.script('stream', async (response) => {
    openStream(response);
    for (let index = 0; index < 5; index++) {
      response.write(sse(delta({ content: 'word ' })));
      await new Promise(setImmediate);
    }
    response.end(sse(delta({}, 'stop')) + sse({ choices: [], usage: USAGE }) + sse('[DONE]'));
  });
  const env = { RUIJING_DATA_DIR: dataDir, RUIJING_BASE_URL: fake.url };
  /** Ids of calls whose whole answer a caller has seen. */
  const answered = new Set<string>();
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      const gateway = await startGatewayProcess(env);
      let dead = false;
      const call = async (model: string) => {
        const response = await fetch(`${gateway.origin}/v1/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ model, stream: model === 'stream', messages: [{ role: 'user', content: 'hi' }] }),
        });
        await response.text();
        answered.add(response.headers.get('x-request-id') ?? '');
      };
      const callers = Array.from({ length: CALLERS }, async (_, index) => {
        while (!dead) await call(index % 2 === 0 ? 'json' : 'stream').catch(() => undefined);
      });
      // Spread over the first second, in which groups are written many times.
      await sleep(150 + (kill * 850) / KILLS + Math.random() * 30);
      await gateway.kill();
      dead = true;
      await Promise.all(callers);
    }
    await (await startGatewayProcess(env)).stop();

    const database = new DatabaseSync(join(dataDir, 'ruijing.db'));
    const count = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    const ids = new Set(
      database
        .prepare('SELECT request_id FROM ledger')
        .all()
        .map((row) => String(row.request_id)),
    );
    expect(answered.size).toBeGreaterThan(KILLS * CALLERS);
    expect([...answered].filter((id) => !ids.has(id))).toEqual([]);
    // Whatever reached the upstream was in the books before; a call that was cut down on its way there is, too.
    expect(ids.size).toBeGreaterThanOrEqual(fake.seen.length);
    expect(ids.size).toBeLessThanOrEqual(fake.seen.length + KILLS * CALLERS);
    expect(count('SELECT count(*) FROM reservation')).toBe(0);
    expect(count("SELECT count(*) FROM ledger WHERE outcome = 'interrupted'")).toBeGreaterThan(0);
    expect(count('SELECT sum(requests) FROM usage_quarter')).toBe(ids.size);
    expect(count('SELECT sum(prompt_tokens + completion_tokens) FROM usage_quarter')).toBe(
      count('SELECT sum(prompt_tokens + completion_tokens) FROM ledger'),
    );
    expect(count("SELECT sum(requests) FROM limit_minute WHERE subject LIKE 'owner:%'")).toBe(ids.size);
    database.close();
  } finally {
    await fake.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 120_000);
