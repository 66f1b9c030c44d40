import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import * as z from 'zod/mini';
import type { Log } from '#lib/server/log.ts';
import type { FeedNews, FeedRelay } from '#lib/server/usage/call-feed.ts';
import { ledgerRowSchema } from '#lib/server/usage/ledger-row-schema.ts';
import { parseJson } from '#lib/std/parse-json.ts';

export interface FeedRelayOptions {
  readonly url: string;
  /** Begins the channel's name. */
  readonly prefix: string;
  readonly log: Log;
}

const messageSchema = z.object({ by: z.string(), gap: z.boolean(), rows: z.array(z.unknown()) });

const COMMAND_MS = 1_000;
const MAX_RECONNECT_MS = 2_000;

/**
 * News of calls by Redis' publish and subscribe: nothing is kept there. A process that nobody looks on in holds one
 * connection; another one, which a subscription needs for itself, while somebody does.
 */
export function createFeedRelay({ url, prefix, log }: FeedRelayOptions): FeedRelay {
  const channel = `${prefix}:calls`;
  const by = randomUUID();
  const connect = () => {
    const redis = new Redis(url, {
      connectTimeout: COMMAND_MS,
      commandTimeout: COMMAND_MS,
      retryStrategy: (times) => Math.min(50 * 2 ** times, MAX_RECONNECT_MS),
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      lazyConnect: true,
    });
    redis.on('error', (cause) => log.debug('redis connection of the feed', { cause: String(cause) }));
    redis.connect().catch(() => undefined);
    return redis;
  };
  let sender: Redis | undefined;
  let receiver: Redis | undefined;
  let isSubscribed = false;

  return {
    async send({ rows, gap }) {
      sender ??= connect();
      const heard = await sender.publish(channel, JSON.stringify({ by, gap, rows }));
      return isSubscribed ? heard - 1 : heard;
    },
    receive(listener) {
      const own = connect();
      receiver = own;
      let wasThere = false;
      own.on('ready', () => {
        own.subscribe(channel).then(
          () => {
            isSubscribed = receiver === own;
            // What was sent while the connection was away is gone.
            if (wasThere) listener({ rows: [], gap: true });
            wasThere = true;
          },
          (cause: unknown) => {
            log.debug('redis subscription', { cause: String(cause) });
            own.disconnect(true);
          },
        );
      });
      own.on('close', () => {
        if (receiver === own) isSubscribed = false;
      });
      own.on('message', (_, text) => {
        const news = toNews(text, by);
        if (news !== undefined) listener(news);
      });
      return () => {
        if (receiver === own) {
          receiver = undefined;
          isSubscribed = false;
        }
        own.disconnect();
      };
    },
    close() {
      sender?.disconnect();
      receiver?.disconnect();
      return Promise.resolve();
    },
  };
}

/** @returns undefined for what this process sent itself, for a mere question, and for what is no news */
function toNews(text: string, by: string): FeedNews | undefined {
  const { success, data } = messageSchema.safeParse(parseJson(text));
  if (!success || data.by === by || (data.rows.length === 0 && !data.gap)) return undefined;
  // A process of another version may write rows otherwise: those are a gap here.
  const rows = data.rows.flatMap((row) => ledgerRowSchema.safeParse(row).data ?? []);
  return { rows, gap: data.gap || rows.length < data.rows.length };
}
