import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Pool } from 'pg';
import type { Log } from '#lib/server/log.ts';
import { newRequestId } from '#lib/server/request-id.ts';

/** Unix milliseconds by the database's clock, the one that all processes share. */
export const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

export interface InstanceOptions {
  readonly pool: Pool;
  readonly log: Log;
  /** How often this process says that it lives. */
  readonly beatMs: number;
  /** A process that has not said so for this long has died. */
  readonly staleMs: number;
}

/** This process among those that share a database: it says every few seconds that it lives. */
export class Instance {
  readonly id = newRequestId();
  readonly staleMs: number;
  readonly #pool: Pool;
  readonly #log: Log;
  readonly #timer: ReturnType<typeof setInterval>;
  #beating: Promise<void> | undefined;
  #lastBeatMs = Number.NEGATIVE_INFINITY;
  #silent = false;

  constructor({ pool, log, beatMs, staleMs }: InstanceOptions) {
    this.#pool = pool;
    this.#log = log;
    this.staleMs = staleMs;
    this.#timer = setInterval(() => void this.#tryBeat(), beatMs).unref();
  }

  /** Says that this process lives. @throws what the database said */
  beat(): Promise<void> {
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  /**
   * Whether the others can have been heard: a process that was itself cut off from the database does not know whether
   * the silent ones died or were cut off with it.
   */
  get hears(): boolean {
    return performance.now() - this.#lastBeatMs < this.staleMs / 2;
  }

  /** Of a row that names its process: that one has not been seen for so long that it has died. */
  diedOf(table: string): RawBuilder<SqlBool> {
    return sql<SqlBool>`NOT EXISTS (SELECT 1 FROM instance WHERE id = ${sql.ref(`${table}.instance_id`)}
      AND seen_at_ms >= ${sql.raw(NOW_MS)} - ${this.staleMs}::bigint)`;
  }

  /** How many other processes use this database now. */
  async others(): Promise<number> {
    const { rows } = await this.#pool.query<{ others: number }>(
      `SELECT count(*) AS others FROM instance WHERE id <> $1 AND seen_at_ms >= ${NOW_MS} - $2`,
      [this.id, this.staleMs],
    );
    return rows[0]?.others ?? 0;
  }

  /** Takes leave: what this process has left under way is any other's to close, at once. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating?.catch(() => undefined);
    await this.#pool.query('DELETE FROM instance WHERE id = $1', [this.id]);
  }

  async #beat(): Promise<void> {
    const askedMs = performance.now();
    await this.#pool.query({
      name: 'instance-beat',
      text: `INSERT INTO instance (id, seen_at_ms) VALUES ($1, ${NOW_MS})
        ON CONFLICT (id) DO UPDATE SET seen_at_ms = excluded.seen_at_ms`,
      values: [this.id],
    });
    this.#lastBeatMs = askedMs;
  }

  async #tryBeat(): Promise<void> {
    try {
      await this.beat();
      this.#silent = false;
    } catch (cause) {
      // Once an outage, not once a beat.
      if (!this.#silent) this.#log.warn('instance not seen', { cause: String(cause) });
      this.#silent = true;
    }
  }
}
