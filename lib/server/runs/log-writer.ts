import type { Log } from '#lib/server/log.ts';
import type { LoggedEvent, RunStore } from '#lib/server/storage/runs.ts';

interface Waiting extends LoggedEvent {
  /** It is in the log now or, while that cannot be written, as safe as it gets. */
  readonly settled: () => void;
}

/** Between two tries while the database refuses. */
const RETRY_MS = 500;
/** While the disk refuses, so many events are kept for it. */
const MAX_WAITING = 100_000;

/**
 * Writes what runs receive, in groups: what comes in one turn of the event loop is one statement. An event is told to
 * readers once it is written, so that nobody has seen what a crash then takes away; while nothing can be written streams go
 * on all the same, and what they brought is written as soon as that works again.
 */
export class LogWriter {
  readonly #store: Pick<RunStore, 'append'>;
  readonly #log: Log;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #refused = false;

  constructor(store: Pick<RunStore, 'append'>, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  push(entry: LoggedEvent, settled: () => void): void {
    // Nothing is held up by a disk that refuses.
    if (this.#refused) settled();
    this.#waiting.push({ ...entry, settled });
    if (this.#writing === undefined && !this.#refused) this.#start();
  }

  /** Resolves when all that came so far is written, or was refused once more. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      await (this.#writing ?? this.#write());
      if (this.#refused) return;
    }
    await this.#writing;
  }

  #start(): void {
    this.#writing = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#write())
      .finally(() => {
        this.#writing = undefined;
        if (this.#refused) setTimeout(() => this.#start(), RETRY_MS).unref();
        else if (this.#waiting.length > 0) this.#start();
      });
  }

  async #write(): Promise<void> {
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length === 0) return;
    try {
      await this.#store.append(group);
      if (this.#refused) this.#log.info('run events written again');
      this.#refused = false;
    } catch (cause) {
      if (!this.#refused) this.#log.error('run events wait', { events: group.length, cause: String(cause) });
      this.#refused = true;
      this.#waiting = [...group, ...this.#waiting];
      const lost = this.#waiting.splice(MAX_WAITING).length;
      if (lost > 0) this.#log.error('run events lost', { events: lost });
    }
    for (const { settled } of group) settled();
  }
}
