import { setTimeout as wait } from 'node:timers/promises';
import { ApiError } from '#lib/contract/errors.ts';
import type { Run, RunCreate, RunEvent } from '#lib/contract/runs.ts';
import { AnswerReader } from '#lib/domain/chat/answer-reader.ts';
import { type AssistantMessage, answerOf } from '#lib/domain/chat/message.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import type { Gateway } from '#lib/server/gateway/exchange.ts';
import type { Log } from '#lib/server/log.ts';
import type { AnswerBegin, AnswerText, ConversationStore } from '#lib/server/storage/conversations.ts';
import type { PictureStore } from '#lib/server/storage/pictures.ts';
import type { RunEnding, RunStore, StoredRun } from '#lib/server/storage/runs.ts';
import { LiveRun } from './live-run.ts';
import { LogWriter } from './log-writer.ts';
import { requestBody } from './request-body.ts';

/** What a reader of a run is told: its events in order, then how it ended. */
export type RunNews = { readonly event: RunEvent } | { readonly end: Run };

export interface Runs {
  /**
   * Begins a run; one that has begun under this id already stays the one.
   *
   * @param headers of the request that asks for it, names in small letters: the call is made in its name
   * @throws ApiError 404 for a conversation or a picture that is not theirs, 409 for an id that is another's or an answer that cannot begin
   */
  create(wish: RunCreate, by: Principal, headers: ReadonlyMap<string, string>): Promise<Run>;
  /** @throws ApiError 404, also for another's */
  get(id: string, by: Principal): Promise<Run>;
  /**
   * What is told after the `after`th event, as it comes, from whichever process makes it.
   *
   * @throws ApiError 404, also for another's
   */
  follow(id: string, by: Principal, after: number): Promise<AsyncGenerator<RunNews>>;
  /** Ends it, wherever it is made, and waits for that. @returns what was made and billed. @throws ApiError 404 */
  stop(id: string, by: Principal): Promise<Run>;
  /** Closes what processes that died have left. */
  heal(): Promise<void>;
  prune(beforeMs: number): Promise<void>;
  /** Resolves when all runs of this process have ended, on their own or with the calls that they make. */
  close(): Promise<void>;
}

export interface RunsDeps {
  readonly store: RunStore;
  /** Where answers go that belong to a conversation. */
  readonly conversations: Pick<ConversationStore, 'beginAnswer' | 'endAnswer' | 'answerAt'>;
  /** What messages name. */
  readonly pictures: Pick<PictureStore, 'find' | 'read'>;
  readonly gateway: Gateway;
  readonly log: Log;
}

/** How often other processes' wishes and logs are looked at: a stop reaches the upstream within 200 ms. */
const LOOK_MS = 75;
/** Events of another process's run are read in parts of so many. */
const PAGE_EVENTS = 500;
/** Between two tries to say how a run ended, while the database refuses: the first pause, and the longest. */
const RETRY_MS = { first: 250, most: 5_000 };
/** A process that does not stop its run in this time is not going to. */
const STOP_MS = 10_000;

export function createRuns({ store, conversations, pictures, gateway, log }: RunsDeps): Runs {
  const writer = new LogWriter(store, log);
  const live = new Map<string, { readonly run: LiveRun; readonly ended: Promise<void> }>();
  const closing = new AbortController();
  let looking: ReturnType<typeof setInterval> | undefined;

  const find = async (id: string, by: Principal): Promise<StoredRun> => {
    const run = await store.find(id);
    // Whose it is otherwise is not theirs to know; also an admin reads nobody's conversations.
    if (run === undefined || run.owner !== by.id) throw new ApiError('not_found', 'There is no such run.');
    return run;
  };

  /** @returns says how a run ended; called again after a refusal, it goes on where that was */
  const finisher = (stored: StoredRun, ending: RunEnding, read: () => Promise<AssistantMessage | undefined>) => {
    let place = stored.answer;
    return async (): Promise<void> => {
      const message = place === null ? undefined : await read();
      if (place !== null && message !== undefined) {
        const end = { ...place, runId: stored.id, nowMs: Date.now() };
        await conversations.endAnswer({ ...end, text: message.text, answer: answerOf(message) });
      }
      // From now on its person may have changed it.
      place = null;
      // Last: until then whoever comes after this process does it again.
      await store.end(stored.id, ending);
    };
  };

  /** Tries until it is done, or this process closes. */
  const persist = async (id: string, work: () => Promise<void>): Promise<void> => {
    for (let pauseMs = RETRY_MS.first; ; pauseMs = Math.min(2 * pauseMs, RETRY_MS.most)) {
      const isLast = closing.signal.aborted;
      try {
        return await work();
      } catch (cause) {
        if (isLast || pauseMs === RETRY_MS.first) log.error('run not closed', { run: id, cause: String(cause) });
        // Its process's successor closes it from its log.
        if (isLast) return;
      }
      await wait(pauseMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  };

  const make = async (run: LiveRun, stored: StoredRun, base: AssistantMessage | undefined): Promise<void> => {
    const ending = await run.run();
    const read = () => Promise.resolve(base && wholeAnswer(base, run.events, { ...stored, ...ending }));
    await persist(run.id, finisher(stored, ending, read));
  };

  const begin = async (wish: Omit<AnswerBegin, 'nowMs'>): Promise<AssistantMessage> => {
    try {
      return messageOf(wish.messageId, await conversations.beginAnswer({ ...wish, nowMs: Date.now() }));
    } catch (error) {
      await store.end(wish.runId, { status: 'failed', durationMs: null, bill: null });
      throw error;
    }
  };

  /** The answer that a run was to fill, as it was before; undefined when it does not fill it any more. */
  const baseOf = async ({ id, answer: place }: StoredRun): Promise<AssistantMessage | undefined> => {
    if (place === null) return;
    const found = await conversations.answerAt(place);
    return found?.answer.runId === id ? messageOf(place.messageId, found) : undefined;
  };

  const look = async (): Promise<void> => {
    const asked = await store.askedToStop([...live.keys()]);
    for (const id of asked) live.get(id)?.run.stop();
  };
  const startLooking = () => {
    if (!store.shared) return;
    looking ??= setInterval(() => void look().catch(() => undefined), LOOK_MS);
  };
  const letGo = (id: string) => {
    live.delete(id);
    if (live.size > 0) return;
    clearInterval(looking);
    looking = undefined;
  };

  async function* followLive(run: LiveRun, after: number): AsyncGenerator<RunNews> {
    let wake: () => void = () => undefined;
    const stopListening = run.onTold(() => wake());
    let over = false;
    const ended = (live.get(run.id)?.ended ?? Promise.resolve()).then(() => {
      over = true;
      wake();
    });
    try {
      for (let next = after; ; ) {
        // Asked first: what comes while these are told wakes the wait below.
        const news = new Promise<void>((resolve) => {
          wake = resolve;
        });
        while (next < run.told) {
          const event = run.events[next];
          next++;
          if (event !== undefined) yield { event };
        }
        if (over) break;
        if (next >= run.told) await news;
      }
      await ended;
    } finally {
      stopListening();
    }
  }

  async function* followStored(id: string, after: number): AsyncGenerator<RunNews> {
    for (let next = after; ; ) {
      // Asked before its events: what a run that has ended says is then all that there is.
      const run = await store.find(id);
      const events = await store.events(id, next, PAGE_EVENTS);
      for (const event of events) {
        next = event.n;
        yield { event };
      }
      if (events.length === PAGE_EVENTS) continue;
      if (run === undefined || run.status !== 'running') return;
      await wait(LOOK_MS);
    }
  }

  async function* follow(id: string, by: Principal, after: number): AsyncGenerator<RunNews> {
    const here = live.get(id);
    yield* here === undefined ? followStored(id, after) : followLive(here.run, after);
    yield { end: toRun(await find(id, by)) };
  }

  return {
    async create({ id, request, answer }, by, headers) {
      const known = await store.find(id);
      if (known !== undefined) {
        if (known.owner !== by.id) throw new ApiError('conflict', 'This id is taken.', { param: 'id' });
        return toRun(known);
      }
      const body = await requestBody(pictures, by.id, request);
      const stored: StoredRun = {
        id,
        owner: by.id,
        model: request.model,
        status: 'running',
        createdAtMs: Date.now(),
        durationMs: null,
        bill: null,
        answer: answer === undefined ? null : { conversationId: answer.conversationId, messageId: answer.messageId },
      };
      // The same request, sent twice at the same time.
      if (!(await store.insert(stored))) return toRun(await find(id, by));
      const base =
        answer === undefined ? undefined : await begin({ ...answer, runId: id, owner: by.id, model: request.model });
      const run = new LiveRun({ id, gateway, writer, body, headers });
      const ended = make(run, stored, base).finally(() => letGo(id));
      live.set(id, { run, ended });
      startLooking();
      return toRun(stored);
    },
    get: async (id, by) => toRun(await find(id, by)),
    async follow(id, by, after) {
      await find(id, by);
      return follow(id, by, after);
    },
    async stop(id, by) {
      const stored = await find(id, by);
      if (stored.status !== 'running') return toRun(stored);
      const here = live.get(id);
      if (here !== undefined) {
        here.run.stop();
        await here.ended;
        return toRun(await find(id, by));
      }
      await store.askToStop(id);
      for (const untilMs = Date.now() + STOP_MS; Date.now() < untilMs; ) {
        const run = await find(id, by);
        if (run.status !== 'running') return toRun(run);
        await wait(LOOK_MS);
      }
      throw new ApiError('overloaded', 'The run has been asked to stop and has not yet. Try again.', {
        retryAfterMs: 1_000,
      });
    },
    async heal() {
      for (const stored of await store.orphans()) {
        const ending: RunEnding = { status: 'interrupted', durationMs: null, bill: null };
        const read = async () => {
          const base = await baseOf(stored);
          return base && wholeAnswer(base, await allEvents(store, stored.id), { ...stored, ...ending });
        };
        await finisher(stored, ending, read)();
        log.warn('run of a process that died was closed', { run: stored.id });
      }
    },
    async prune(beforeMs) {
      while ((await store.prune(beforeMs)) > 0) await wait(LOOK_MS);
    },
    async close() {
      closing.abort();
      while (live.size > 0) await Promise.all([...live.values()].map(({ ended }) => ended));
      await writer.flush();
    },
  };
}

const messageOf = (id: string, { text, answer }: AnswerText): AssistantMessage => ({
  id,
  role: 'assistant',
  text,
  ...answer,
});

async function allEvents(store: Pick<RunStore, 'events'>, id: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for (;;) {
    const page = await store.events(id, events.at(-1)?.n ?? 0, PAGE_EVENTS);
    events.push(...page);
    if (page.length < PAGE_EVENTS) return events;
  }
}

function wholeAnswer(base: AssistantMessage, events: readonly RunEvent[], run: Run): AssistantMessage {
  const reader = new AnswerReader(base);
  for (const event of events) reader.push(event);
  return reader.end(run);
}

const toRun = ({ id, status, model, createdAtMs, durationMs, bill }: StoredRun): Run => ({
  id,
  status,
  model,
  createdAtMs,
  durationMs,
  bill,
});
