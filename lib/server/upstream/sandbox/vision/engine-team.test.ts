import { expect, test } from 'vitest';
import { createEngineTeam } from './engine-team.ts';
import type { LineEngine } from './line-engine.ts';

const LINE = { width: 1, height: 1, values: new Uint8Array(1) };

/** Engines that read when they are told to. */
function workshop() {
  const engines: { reads: PromiseWithResolvers<[]>[]; isClosed: boolean; isOver: boolean }[] = [];
  const starts: PromiseWithResolvers<void>[] = [];
  const start = async (): Promise<LineEngine> => {
    if (engines.length > 0) {
      const starting = Promise.withResolvers<void>();
      starts.push(starting);
      await starting.promise;
    }
    const reads: PromiseWithResolvers<[]>[] = [];
    const state = { reads, isClosed: false, isOver: false };
    engines.push(state);
    return {
      read: () => {
        const read = Promise.withResolvers<[]>();
        state.reads.push(read);
        return read.promise;
      },
      get isOver() {
        return state.isOver;
      },
      close() {
        state.isClosed = true;
        return Promise.resolve();
      },
    };
  };
  return { engines, starts, start };
}

test('lines go to whoever has the fewest, and none waits for an engine that starts', async () => {
  const { engines, starts, start } = workshop();
  const team = await createEngineTeam(start);
  team.growTo(2);
  team.growTo(2);
  const early = [team.read(LINE), team.read(LINE)];
  expect(engines.map(({ reads }) => reads.length)).toEqual([2]);
  for (const { resolve } of starts) resolve();
  await new Promise(setImmediate);
  const late = [team.read(LINE), team.read(LINE), team.read(LINE)];
  expect(engines.map(({ reads }) => reads.length)).toEqual([3, 2]);
  for (const { reads } of engines) for (const { resolve } of reads) resolve([]);
  expect(await Promise.all([...early, ...late])).toEqual([[], [], [], [], []]);
});

test('where no other engine can start, the first reads all', async () => {
  const { engines, starts, start } = workshop();
  const team = await createEngineTeam(start);
  team.growTo(2);
  starts[0]?.reject(new Error('no memory'));
  await new Promise(setImmediate);
  void team.read(LINE);
  expect([engines.length, engines[0]?.reads.length, team.isOver]).toEqual([1, 1, false]);
});

test('it is over when one is, and closes those that are still to come', async () => {
  const { engines, starts, start } = workshop();
  const team = await createEngineTeam(start);
  team.growTo(2);
  const closing = team.close();
  starts[0]?.resolve();
  await closing;
  expect(engines.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  for (const engine of engines.slice(1)) engine.isOver = true;
  expect(team.isOver).toBe(true);
});
