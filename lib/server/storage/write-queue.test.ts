import { expect, test } from 'vitest';
import { type LedgerRow, NOTHING_USED } from '#lib/domain/usage/call.ts';
import { createLog } from '#lib/server/log.ts';
import { type GroupWriter, WriteQueue } from './write-queue.ts';

const row = (requestId: string): LedgerRow => ({
  ...NOTHING_USED,
  requestId,
  startedAtMs: 0,
  keyId: null,
  owner: 'local',
  plan: 'free',
  endpoint: 'chat.completions',
  model: 'm',
  upstream: 'u',
  sandbox: false,
  streamed: false,
  status: 200,
  outcome: 'ok',
  errorCode: null,
  costMicros: null,
  firstByteMs: null,
  durationMs: 1,
  upstreamMs: null,
  requestBytes: 0,
  answerBytes: 0,
});
const ids = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}_${index}`);

/** A disk as slow, and as broken, as a test wants it. */
function start() {
  const lines: string[] = [];
  const written: string[] = [];
  const disk = { broken: false, tries: 0, wait: Promise.resolve() };
  const writer: GroupWriter = {
    reserve: () => undefined,
    async settle(rows) {
      disk.tries++;
      await disk.wait;
      if (disk.broken) throw new Error('full');
      written.push(...rows.map(({ requestId }) => requestId));
    },
  };
  const queue = new WriteQueue(
    writer,
    createLog('debug', (line) => lines.push(line)),
  );
  return { queue, disk, written, lines };
}

test('rows that come while others are being written are written after them, each once', async () => {
  const { queue, disk, written } = start();
  const gate = Promise.withResolvers<void>();
  disk.wait = gate.promise;
  const all = ids(3_000, 'row');
  for (const id of all.slice(0, 1_200)) queue.settle(row(id));
  const flushed = queue.flush();
  for (const id of all.slice(1_200)) queue.settle(row(id));
  gate.resolve();
  await flushed;
  await queue.flush();
  expect(written).toEqual(all);
});

test('while the disk refuses, rows wait for one next try, however many come', async () => {
  const { queue, disk, written, lines } = start();
  disk.broken = true;
  const all = ids(2_000, 'row');
  for (const id of all.slice(0, 1_000)) queue.settle(row(id));
  await expect.poll(() => lines.length).toBe(1);
  for (const id of all.slice(1_000)) queue.settle(row(id));
  await expect(queue.flush()).rejects.toThrow('full');
  expect(disk.tries).toBe(2);
  expect(lines).toHaveLength(1);
  disk.broken = false;
  await expect.poll(() => written.length, { timeout: 4_000 }).toBe(all.length);
  expect(written).toEqual(all);
});

test('what cannot be written at the end is given up, and said', async () => {
  const { queue, disk, written, lines } = start();
  queue.settle(row('written'));
  await queue.flush();
  disk.broken = true;
  for (const id of ids(3, 'lost')) queue.settle(row(id));
  await queue.close();
  disk.broken = false;
  await queue.flush();
  expect(written).toEqual(['written']);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ event: 'ledger rows lost', rows: 3 }]);
});
