import { eventStream } from '#lib/server/http/event-stream.ts';
import type { RunNews } from './runs.ts';

const toEvent = (news: RunNews): string =>
  'end' in news
    ? `event: end\ndata: ${JSON.stringify(news.end)}\n\n`
    : `id: ${news.event.n}\ndata: ${JSON.stringify(news.event)}\n\n`;

/**
 * News of a run as server-sent events. Leaving is not cancelling: the run goes on, only the reader lets go.
 *
 * @param heartbeatMs how long a silence may be
 */
export const toEventStream = (news: AsyncGenerator<RunNews>, heartbeatMs: number): Response =>
  eventStream(news, { write: toEvent, heartbeatMs });
