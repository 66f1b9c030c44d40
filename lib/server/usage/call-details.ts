import type { CallDetail, CallPayload, KeyPayloads } from '#lib/contract/call-detail.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { NewAuditEntry } from '#lib/domain/audit/entry.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import { mayTouch } from '#lib/domain/people/may.ts';
import { keptHeadersSchema } from '#lib/domain/usage/kept-headers.ts';
import type { Doer, KeyAdmin } from '#lib/server/keys.ts';
import type { Payload, PayloadSummary } from '#lib/server/storage/payloads.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { namesOf } from './names.ts';
import { toLogged } from './to-logged.ts';

/** One call by itself, and what was said in it. */
export interface CallDetails {
  /** @throws ApiError 404, also for a call that is not theirs to see */
  get(requestId: string, by: Doer): Promise<CallDetail>;
  /**
   * What was said: to its owner and to admins, whose reading the audit log remembers.
   *
   * @throws ApiError 404 where nothing is kept, or not for them
   */
  read(requestId: string, by: Doer): Promise<CallPayload>;
  /** @throws ApiError 404 for a key that there is none of, or not for them */
  countOfKey(keyId: string, by: Doer): Promise<KeyPayloads>;
  /** Deletes all that is kept of a key's calls. @throws ApiError 404 */
  removeOfKey(keyId: string, by: Doer): Promise<KeyPayloads>;
}

export interface CallDetailsDeps {
  readonly storage: Pick<Storage, 'usage' | 'keys' | 'people' | 'payloads' | 'act'>;
  readonly keys: Pick<KeyAdmin, 'get'>;
  readonly currency: string;
}

export function createCallDetails({ storage, keys, currency }: CallDetailsDeps): CallDetails {
  const { usage, payloads } = storage;
  const targetOf = async (keyId: string): Promise<NewAuditEntry['target']> => {
    const name = (await storage.keys.find(keyId))?.name ?? keyId;
    return { kind: 'key', id: keyId, name };
  };
  return {
    async get(requestId, { principal }) {
      const call = await usage.call(requestId);
      if (call === undefined || !maySee(principal, call.owner)) throw noCall();
      const mayRead = mayReadOf(principal, call.owner);
      const payload = mayRead ? await payloads.summary(requestId, Date.now()) : undefined;
      const kept = call.headers === undefined ? null : keptHeadersSchema.parse(parseJson(call.headers));
      return {
        object: 'call_detail',
        currency,
        call: toLogged(call, await namesOf(storage)),
        headers: kept?.map(([name, value]) => ({ name, value })) ?? null,
        payload: payload === undefined ? null : toSummary(payload, principal),
      };
    },
    async read(requestId, by) {
      const payload = await payloads.find(requestId, Date.now());
      if (payload === undefined || !mayReadOf(by.principal, payload.owner)) {
        throw new ApiError('not_found', 'What was said in this call is not kept.');
      }
      // Before it is told: what nobody remembers must not be read.
      if (payload.owner !== by.principal.id) await remember(payload, by);
      return toTold(payload);
    },
    async countOfKey(keyId, by) {
      await keys.get(keyId, by);
      return { object: 'key_payloads', count: await payloads.countOf(keyId, Date.now()) };
    },
    async removeOfKey(keyId, by) {
      await keys.get(keyId, by);
      const target = await targetOf(keyId);
      return await storage.act(by.actor, async (stores) => {
        const count = await stores.payloads.removeOf(keyId);
        const entry = { atMs: Date.now(), actor: by.actor, action: 'payload.removed' as const, target };
        const entries = count === 0 ? [] : [{ ...entry, details: { calls: count } }];
        return { result: { object: 'key_payloads' as const, count }, entries };
      });
    },
  };

  async function remember({ requestId, keyId, owner }: Payload, { actor }: Doer): Promise<void> {
    const details = { requestId, owner };
    const entry = { atMs: Date.now(), actor, action: 'payload.read' as const, target: await targetOf(keyId), details };
    await storage.act(actor, () => Promise.resolve({ result: undefined, entries: [entry] }));
  }
}

const noCall = () => new ApiError('not_found', 'There is no such call.');

/** Calls without what is said in them: a developer’s own, everybody’s else. */
const maySee = ({ id, role }: Principal, owner: string): boolean => role !== 'developer' || id === owner;

/** A viewer sees what calls cost, not what people say. */
const mayReadOf = (principal: Principal, owner: string): boolean =>
  principal.role !== 'viewer' && mayTouch(principal, owner);

const toSummary = (payload: PayloadSummary, { id }: Principal): NonNullable<CallDetail['payload']> => ({
  capturedAt: new Date(payload.capturedAtMs).toISOString(),
  expiresAt: new Date(payload.expiresAtMs).toISOString(),
  request: payload.request,
  answer: payload.answer,
  isOthers: payload.owner !== id,
});

const toTold = ({ request, answer, answerHeaders }: Payload): CallPayload => ({
  object: 'call_payload',
  request,
  answer,
  answerHeaders: Object.entries(answerHeaders).map(([name, value]) => ({ name, value })),
});
