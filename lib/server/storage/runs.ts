import type { Bill, RunEvent, RunStatus } from '#lib/contract/runs.ts';

/** A run as it is kept: all but its events. */
export interface StoredRun {
  readonly id: string;
  readonly owner: string;
  readonly model: string;
  readonly status: RunStatus;
  readonly createdAtMs: number;
  readonly durationMs: number | null;
  readonly bill: Bill | null;
  /** The message that its answer becomes. */
  readonly answer: { readonly conversationId: string; readonly messageId: string } | null;
}

/** How a run ended. */
export type RunEnding = Pick<StoredRun, 'durationMs' | 'bill'> & {
  readonly status: Exclude<RunStatus, 'running'>;
};

export interface LoggedEvent {
  readonly runId: string;
  readonly event: RunEvent;
}

/** Runs and their logs. */
export interface RunStore {
  /** A run that is this process's from now on. @returns false when the id is taken */
  insert(run: StoredRun): Promise<boolean>;
  find(id: string): Promise<StoredRun | undefined>;
  /** In the order that each run's events came in. Of many the first may be there when it throws: sent again, none is twice. */
  append(events: readonly LoggedEvent[]): Promise<void>;
  /** Those after the `after`th, at most `limit`. */
  events(id: string, after: number, limit: number): Promise<RunEvent[]>;
  /** Changes nothing of one that has ended. @returns whether it had not */
  end(id: string, ending: RunEnding): Promise<boolean>;
  /** Asks the process that makes it to stop. */
  askToStop(id: string): Promise<void>;
  /** Other processes may ask this one's runs to stop; where there can be none, nobody need look. */
  readonly shared: boolean;
  /** Which of these were asked to stop. */
  askedToStop(ids: readonly string[]): Promise<string[]>;
  /** Those under way whose process has died. */
  orphans(): Promise<StoredRun[]>;
  /** Deletes a few of those that began before an instant, with their logs. @returns how many */
  prune(beforeMs: number): Promise<number>;
}
