import type { CallLog, CallLogQuery } from '#lib/contract/call-log.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import type { SearchLimits } from '#lib/server/search-limits.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { namesOf } from './names.ts';
import { matchOf } from './own.ts';
import { toLogged } from './to-logged.ts';

/** Single calls, as people are told of them. */
export interface CallLogs {
  /**
   * A page of calls, the newest first; developers are told of their own only.
   *
   * @throws ApiError 403 for what a developer asks of somebody else, 429 for looking for words too often, 503
   * `storage_unavailable`
   */
  page(query: CallLogQuery, by: { readonly principal: Principal }): Promise<CallLog>;
}

export interface CallLogsDeps {
  readonly storage: Pick<Storage, 'usage' | 'keys' | 'people'>;
  readonly searchLimits: SearchLimits;
  readonly currency: string;
}

export const createCallLogs = ({ storage, searchLimits, currency }: CallLogsDeps): CallLogs => ({
  async page(query, { principal }) {
    const { from, to, before, limit, ...asked } = query;
    const match = matchOf(asked, principal);
    if (match.errorText !== undefined) await searchLimits.take('log', principal);
    const { calls, lookedTo } = await storage.usage.calls({
      ...match,
      before: cursorIn(before),
      startMs: instantIn(from),
      endMs: instantIn(to),
      // One more tells whether there is a next page.
      limit: limit + 1,
    });
    const names = await namesOf(storage);
    const shown = calls.slice(0, limit);
    const end = calls.length > limit ? shown.at(-1) : lookedTo;
    return {
      object: 'call_log',
      currency,
      data: shown.map((call) => toLogged(call, names)),
      before: end ? `${end.startedAtMs}_${end.requestId}` : null,
      lookedTo: lookedTo === null ? null : new Date(lookedTo.startedAtMs).toISOString(),
    };
  },
});

const instantIn = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

function cursorIn(text: string | undefined) {
  if (text === undefined) return;
  const at = text.indexOf('_');
  return { startedAtMs: Number(text.slice(0, at)), requestId: text.slice(at + 1) };
}
