import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { places } from '#e2e/support/places.ts';
import { auditPageSchema } from '#lib/contract/audit.ts';
import { auditPage, exportAudit } from './audit.ts';
import { createLog } from './log.ts';
import type { Storage } from './storage/storage.ts';

const options = {
  log: createLog('silent', () => undefined),
  timeZone: 'Asia/Shanghai',
  interrupted: () => {
    throw new Error('No call is made here');
  },
};

/** @param columns beside those that every row has */
const insert = (columns: Readonly<Record<string, string>>, verb = 'INSERT') => {
  const all = { at_ms: '1', actor_id: "''", actor_name: "'Ada'", request_id: "'r'", details: "'{}'", ...columns };
  return `${verb} INTO audit (${Object.keys(all).join()}) VALUES (${Object.values(all).join()})`;
};

for (const [database, newPlace] of places()) {
  describe(`the audit log on ${database}`, () => {
    let storage: Storage;
    let run: (text: string) => Promise<unknown[]>;
    let close: () => Promise<void>;
    beforeEach(async () => {
      const place = await newPlace();
      storage = await place.open(options);
      run = async (text) => await place.run(text);
      close = async () => {
        await storage.close();
        await place.remove();
      };
    });
    afterEach(() => close());

    test('tells acts of another version of the console as they are kept, and hides no other for them', async () => {
      const { actor } = LOCAL_DOER;
      await storage.audit.append({ atMs: 1, actor, action: 'key.created', target: null, details: {} });
      const passkey = { target_kind: "'passkey'", target_id: "'p1'", target_name: "'phone'" };
      await run(insert({ action: "'passkey.added'", actor_role: "'auditor'", ...passkey }));
      const page = await auditPage(storage.audit, { limit: 50 });
      expect(auditPageSchema.parse(page)).toEqual(page);
      expect(page.data).toMatchObject([
        {
          action: 'passkey.added',
          actor: { name: 'Ada', role: 'auditor' },
          target: { kind: 'passkey', id: 'p1', name: 'phone' },
        },
        { action: 'key.created' },
      ]);
      expect(await exportAudit(storage.audit, { format: 'json' }).json()).toEqual(page.data);
      expect(await exportAudit(storage.audit, { format: 'csv' }).text()).toContain('passkey.added,passkey,p1,phone');
    });

    test('takes what is there for good: not even a new entry takes the place of an old one', async () => {
      const role = { actor_role: "'nobody'" };
      await run(insert({ action: "'first'", ...role }));
      const before = await storage.audit.page({ limit: 50 });
      expect(before.map(({ id, action }) => [id, action])).toEqual([[1, 'first']]);
      const onto = { id: '1', action: "'other'", ...role };
      const attempts =
        database === 'SQLite'
          ? [insert(onto), insert(onto, 'INSERT OR REPLACE'), insert(onto, 'REPLACE')]
          : [insert(onto), `${insert(onto)} ON CONFLICT (id) DO UPDATE SET action = 'other'`];
      for (const attempt of [...attempts, 'DELETE FROM audit', "UPDATE audit SET action = 'other'"]) {
        await expect(run(attempt)).rejects.toThrow();
      }
      await run(insert({ action: "'second'", ...role }));
      expect((await storage.audit.page({ limit: 50 })).slice(-1)).toEqual(before);
    });
  });
}
