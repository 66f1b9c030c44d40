import type { Result } from 'ioredis';
import { CLAIM } from './claim-script.ts';
import { LOAD, SETTLE } from './settle-scripts.ts';

/**
 * The limits' steps, each atomic: Redis runs one script at a time.
 *
 * Keys, all of one hash slot:
 * - `log:<subject>`: sorted set of request ids by their instant in µs
 * - `use:<subject>`: hash of a subject's counters; for each window, written `<unit>:<start>-<end>`,
 *   - `used <window>` and `reserved <window>`
 *   - `generation <window>`: Redis' run and a nonce, new each time the counter is loaded. One of another run was
 *     restored from a snapshot and may have missed anything: it counts as absent
 *   - `asked <window>`: when the ledger was asked for what was used before, in µs, by which process, and when by its clock
 * - `ended:<span of time>:<subject>`: list of `<process> <end by its clock> <end in µs> <instant it counts at in ms> <tokens>
 *   <micros>` of calls that ended lately
 * - `call:<request id>`: hash of what a call holds, `<window> <key of the counters>` to `<amount> <generation>`, and of where
 *   it counts without holding anything, the same with `-` for the window;
 *   `at`, the instant it counts at in ms; `expired` once its lease has ended; `settled`, alone, where it was settled
 *   though Redis had lost it
 * - `leases`: sorted set of request ids by the end of their lease in µs
 *
 * Lua's numbers are doubles, exact up to 2^53: microseconds since 1970 and the largest limit fit. Only their text must be
 * made by hand: `tostring` keeps 14 digits, and a number in a reply loses its fraction. So figures travel as text.
 */
declare module 'ioredis' {
  interface RedisCommander<Context> {
    /** @param args how many keys, the keys, `ClaimMessage` as JSON, what keys of calls begin with */
    limitsClaim(...args: (string | number)[]): Result<unknown, Context>;
    /** @param message `LoadMessage` as JSON */
    limitsLoad(counters: string, message: string): Result<unknown, Context>;
    /** @param message `SettleMessage` as JSON */
    limitsSettle(leases: string, call: string, message: string): Result<unknown, Context>;
  }
}

export const SCRIPTS = {
  limitsClaim: { lua: CLAIM },
  limitsLoad: { lua: LOAD, numberOfKeys: 1 },
  limitsSettle: { lua: SETTLE, numberOfKeys: 2 },
};
