import type { Plane } from '#lib/domain/vision/ink.ts';
import type { ReadWord } from '#lib/domain/vision/word-readings.ts';
import type { LineEngine } from './line-engine.ts';

/** Engines of one language, of which the least busy one reads a line. */
export interface EngineTeam extends LineEngine {
  /** Lets as many as `size` work together; the lines do not wait for those that start. */
  growTo(size: number): void;
}

/**
 * Starts the first one.
 *
 * @throws when it cannot start
 */
export async function createEngineTeam(start: () => Promise<LineEngine>): Promise<EngineTeam> {
  const members = [memberOf(await start())];
  const joining: Promise<void>[] = [];
  let isClosed = false;
  return {
    async read(line: Plane): Promise<readonly ReadWord[]> {
      const [first, ...others] = members;
      if (first === undefined) throw new Error('A team has a member');
      return await others.reduce((best, other) => (other.waiting < best.waiting ? other : best), first).read(line);
    },
    growTo(size) {
      while (!isClosed && joining.length + 1 < size) {
        const join = async () => {
          const engine = await start();
          members.push(memberOf(engine));
        };
        // Where no other one can start, the first does all.
        joining.push(join().catch(() => undefined));
      }
    },
    get isOver() {
      return members.some(({ engine }) => engine.isOver);
    },
    async close() {
      isClosed = true;
      await Promise.all(joining);
      await Promise.all(members.map(({ engine }) => engine.close()));
    },
  };
}

function memberOf(engine: LineEngine) {
  let waiting = 0;
  return {
    engine,
    get waiting() {
      return waiting;
    },
    async read(line: Plane) {
      waiting++;
      try {
        return await engine.read(line);
      } finally {
        waiting--;
      }
    },
  };
}
