import { expect, test } from 'vitest';
import { aReservation, aRow } from '#e2e/support/ledger-rows.ts';
import { createLog } from '#lib/server/log.ts';
import { type GroupWriter, WriteQueue } from './write-queue.ts';

const row = (requestId: string) => aRow({ requestId });
const reservation = (requestId: string) => aReservation({ requestId });
const ids = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}_${index}`);

/** A disk as slow, and as broken, as a test wants it. */
function start() {
  const lines: string[] = [];
  const written: string[] = [];
  const released: string[] = [];
  const disk = {
    broken: false,
    busy: 0,
    tries: 0,
    wait: Promise.resolve(),
    refused: new Set<string>(),
    meanwhile: () => {},
  };
  const write = (rows: readonly { readonly requestId: string }[]) => {
    disk.tries++;
    if (disk.broken) throw new Error('full');
    if (disk.busy > 0) {
      disk.busy--;
      throw new Error('busy');
    }
    if (rows.some(({ requestId }) => disk.refused.has(requestId))) throw new Error('refused');
    written.push(...rows.map(({ requestId }) => requestId));
  };
  const writer: GroupWriter = {
    reserve: write,
    async settle(rows) {
      await disk.wait;
      disk.meanwhile();
      write(rows);
    },
    release: (requestIds) => void released.push(...requestIds),
    failureOf(error) {
      const message = error instanceof Error ? error.message : '';
      return message === 'busy' || message === 'refused' ? message : 'down';
    },
  };
  const queue = new WriteQueue(
    writer,
    createLog('debug', (line) => lines.push(line)),
  );
  return { queue, disk, written, released, lines };
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

test('who flushes waits for the rows taken so far, not for those that go on coming', async () => {
  const { queue, disk, written } = start();
  let coming = 0;
  // However fast rows are written, one has always come meanwhile.
  disk.meanwhile = () => (coming < 5 ? queue.settle(row(`other_${coming++}`)) : undefined);
  queue.settle(row('mine'));
  await queue.flush();
  expect(written).toEqual(['mine']);
  await expect.poll(() => written.length).toBe(6);
});

test('a row that the disk refuses is given up alone, with its reservation, and said', async () => {
  const { queue, disk, written, released, lines } = start();
  const all = ids(1_200, 'row');
  disk.refused = new Set(['row_0', 'row_499', 'row_500', 'row_1199']);
  for (const id of all) queue.settle(row(id));
  await queue.flush();
  expect(written).toEqual(all.filter((id) => !disk.refused.has(id)));
  expect(released).toEqual([...disk.refused]);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(
    [...disk.refused].map((requestId) => ({ event: 'ledger row lost', requestId, cause: 'Error: refused' })),
  );
});

test('when the disk gives out between the good and the bad, each row is still written once or said to be lost once', async () => {
  const { queue, disk, written, lines } = start();
  disk.refused = new Set(['row_3']);
  for (const id of ids(8, 'row')) queue.settle(row(id));
  disk.meanwhile = () => {
    disk.broken = disk.tries === 4;
  };
  await expect(queue.flush()).rejects.toThrow('full');
  await queue.flush();
  expect(written).toEqual(ids(8, 'row').filter((id) => id !== 'row_3'));
  expect(lines.filter((line) => line.includes('ledger row lost'))).toHaveLength(1);
});

test('of reservations that come at once, the one that the disk refuses fails alone', async () => {
  const { queue, disk, written } = start();
  disk.refused = new Set(['res_4']);
  const answers = await Promise.allSettled(ids(9, 'res').map((requestId) => queue.reserve(reservation(requestId))));
  expect(answers.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([4]);
  expect(written).toEqual(ids(9, 'res').filter((id) => id !== 'res_4'));
});

test('a disk that somebody else is writing to is waited for, by reservations and by rows, without holding up the loop', async () => {
  const { queue, disk, written, lines } = start();
  disk.busy = 3;
  await queue.reserve(reservation('res'));
  disk.busy = 3;
  queue.settle(row('row'));
  await queue.flush();
  expect(written).toEqual(['res', 'row']);
  expect(lines).toEqual([]);
});

test('a disk that stays busy is given up by reservations, and never by rows', async () => {
  const { queue, disk, written } = start();
  disk.busy = Number.POSITIVE_INFINITY;
  await expect(queue.reserve(reservation('res'))).rejects.toMatchObject({ code: 'storage_unavailable' });
  queue.settle(row('row'));
  await expect(queue.flush()).rejects.toThrow('busy');
  disk.busy = 1;
  await queue.close();
  expect(written).toEqual(['row']);
}, 15_000);

test('who reserves again and again leaves the event loop its turns', async () => {
  const { queue } = start();
  let turns = 0;
  let done = false;
  const count = () => {
    turns++;
    if (!done) setImmediate(count);
  };
  count();
  for (const id of ids(20, 'res')) await queue.reserve(reservation(id));
  done = true;
  expect(turns).toBeGreaterThan(15);
});
