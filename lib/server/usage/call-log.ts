import type { CallLog, CallLogQuery } from '#lib/contract/call-log.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { namesOf } from './names.ts';
import { ownFilter } from './own.ts';
import { toLogged } from './to-logged.ts';

/** Single calls, as people are told of them. */
export interface CallLogs {
  /**
   * A page of calls, the newest first; developers are told of their own only.
   *
   * @throws ApiError 403 for what a developer asks of somebody else, 503 `storage_unavailable`
   */
  page(query: CallLogQuery, by: { readonly principal: Principal }): Promise<CallLog>;
}

export interface CallLogsDeps {
  readonly storage: Pick<Storage, 'usage' | 'keys' | 'people'>;
  readonly currency: string;
}

export const createCallLogs = ({ storage, currency }: CallLogsDeps): CallLogs => ({
  async page({ sandbox, from, to, before, limit, ending, errorCode, requestId, ...filter }, { principal }) {
    const calls = await storage.usage.calls({
      ...{ ending, errorCode, requestId, before: cursorIn(before) },
      calls: { ...ownFilter(filter, principal), withSandbox: sandbox === 'true' },
      startMs: instantIn(from),
      endMs: instantIn(to),
      // One more tells whether there is a next page.
      limit: limit + 1,
    });
    const names = await namesOf(storage);
    const shown = calls.slice(0, limit);
    const last = shown.at(-1);
    return {
      object: 'call_log',
      currency,
      data: shown.map((call) => toLogged(call, names)),
      before: calls.length > limit && last !== undefined ? `${last.startedAtMs}_${last.requestId}` : null,
    };
  },
});

const instantIn = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

function cursorIn(text: string | undefined) {
  if (text === undefined) return;
  const at = text.indexOf('_');
  return { startedAtMs: Number(text.slice(0, at)), requestId: text.slice(at + 1) };
}
