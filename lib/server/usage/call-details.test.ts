import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aRow } from '#e2e/support/ledger-rows.ts';
import { places } from '#e2e/support/places.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { actorOf, LOCAL_ADMIN, type Principal } from '#lib/domain/people/actor.ts';
import type { Doer } from '#lib/server/keys.ts';
import { createLog } from '#lib/server/log.ts';
import type { Payload } from '#lib/server/storage/payloads.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { type CallDetails, createCallDetails } from './call-details.ts';

vi.setConfig({ testTimeout: 30_000 });

const as = (fields: Partial<Principal>): Doer => {
  const principal = { ...LOCAL_ADMIN, ...fields };
  return { principal, actor: actorOf(principal, { peer: null, requestId: 'req_act' }) };
};
const ALICE = as({ id: 'alice', role: 'developer' });
const BOB = as({ id: 'bob', role: 'developer' });
const VERA = as({ id: 'vera', role: 'viewer' });
const ROOT = as({ id: 'root', role: 'admin' });

const payload = (fields: Partial<Payload> = {}): Payload => ({
  requestId: 'req_1',
  keyId: 'k1',
  owner: 'alice',
  capturedAtMs: Date.now(),
  expiresAtMs: Date.now() + 60_000,
  request: { type: 'application/json', text: '{"a":"\\u0000 漢"}\u0000', bytes: 20, isCut: false },
  answer: { type: 'audio/mpeg', text: null, bytes: 9_000, isCut: false },
  answerHeaders: { 'content-type': 'audio/mpeg' },
  ...fields,
});

const HEADERS = JSON.stringify([
  ['user-agent', 'tests'],
  ['cookie', null],
]);

for (const [database, newPlace] of places()) {
  describe(`one call on ${database}`, () => {
    let storage: Storage;
    let details: CallDetails;
    let run: (text: string) => Promise<unknown[]>;
    let close: () => Promise<void>;
    beforeEach(async () => {
      const place = await newPlace();
      run = (text) => place.run(text);
      storage = await place.open({
        log: createLog('silent', () => undefined),
        timeZone: 'UTC',
        interrupted: () => {
          throw new Error('No call is made here');
        },
      });
      const keys = { get: () => Promise.reject(new ApiError('not_found', 'There is no such key.')) };
      details = createCallDetails({ storage, keys, currency: 'CNY' });
      close = async () => {
        await storage.close();
        await place.remove();
      };
    });
    afterEach(() => close());

    test('tells its headers; the same ones of many calls are kept once, and go with the last of them', async () => {
      const nowMs = Date.now();
      const rows = Array.from({ length: 30 }, (_, call) => aRow({ requestId: `req_${call}`, startedAtMs: nowMs }));
      for (const [call, row] of rows.entries())
        storage.ledger.settle(call % 3 === 0 ? row : { ...row, headers: HEADERS });
      await storage.ledger.flush();
      for (const call of [1, 2]) storage.ledger.settle({ ...aRow({ requestId: `more_${call}` }), headers: HEADERS });
      storage.ledger.settle({ ...aRow({ requestId: 'other' }), headers: '[["accept","*/*"]]' });
      await storage.ledger.flush();
      expect(Number((await run('SELECT count(*) FROM header_set'))[0])).toBe(2);
      expect((await details.get('req_1', ROOT)).headers).toEqual([
        { name: 'user-agent', value: 'tests' },
        { name: 'cookie', value: null },
      ]);
      expect((await details.get('other', ROOT)).headers).toEqual([{ name: 'accept', value: '*/*' }]);
      expect((await details.get('req_0', ROOT)).headers).toBeNull();

      const DAY_MS = 86_400_000;
      await storage.ledger.prune({ rowsMs: nowMs - DAY_MS, sumsMs: 0, minutesMs: 0 });
      expect(Number((await run('SELECT count(*) FROM header_set'))[0])).toBe(2);
      await storage.ledger.prune({ rowsMs: nowMs + DAY_MS, sumsMs: 0, minutesMs: 0 });
      expect(Number((await run('SELECT count(*) FROM header_set'))[0])).toBe(0);
    });

    test('T-AUTHZ-04 is seen by its owner and by those who see everybody’s; what was said by its owner and admins', async () => {
      storage.ledger.settle(aRow({ requestId: 'req_1', owner: 'alice', keyId: 'k1' }));
      await storage.payloads.add(payload());
      const may = async (work: (by: Doer) => Promise<unknown>) => {
        const can: string[] = [];
        for (const by of [ALICE, BOB, VERA, ROOT]) {
          const done = await work(by).then(
            () => true,
            (error: unknown) => {
              expect(error).toMatchObject({ code: 'not_found' });
              return false;
            },
          );
          if (done) can.push(by.principal.id);
        }
        return can;
      };
      expect(await may((by) => details.get('req_1', by))).toEqual(['alice', 'vera', 'root']);
      expect((await details.get('req_1', VERA)).payload).toBeNull();
      expect((await details.get('req_1', ALICE)).payload).toMatchObject({ isOthers: false, answer: { bytes: 9_000 } });
      expect((await details.get('req_1', ROOT)).payload).toMatchObject({ isOthers: true });
      expect(await may((by) => details.read('req_1', by))).toEqual(['alice', 'root']);
      // Who reads what somebody else said is remembered, and nobody else is.
      const entries = await storage.audit.page({ action: 'payload.read', limit: 9 });
      expect(entries).toMatchObject([
        { actor: { id: 'root' }, target: { kind: 'key', id: 'k1' }, details: { requestId: 'req_1', owner: 'alice' } },
      ]);
    });

    test('what was said comes back to the character, whatever a database makes of texts, until it expires', async () => {
      storage.ledger.settle(aRow({ requestId: 'req_1', owner: 'alice', keyId: 'k1' }));
      await storage.payloads.add(payload());
      await storage.payloads.add(payload({ requestId: 'req_2', expiresAtMs: Date.now() - 1 }));
      const { request, answer } = payload();
      expect(await details.read('req_1', ALICE)).toMatchObject({ request, answer });
      await expect(details.read('req_2', ALICE)).rejects.toMatchObject({ code: 'not_found' });
      expect(await storage.payloads.countOf('k1', Date.now())).toBe(1);
      await storage.payloads.prune(Date.now());
      expect(await run('SELECT request_id FROM payload')).toEqual(['req_1']);
    });
  });
}
