import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { places } from '#e2e/support/places.ts';
import type { Change, NewMessage, Picture } from '#lib/contract/conversations.ts';
import { newConversation } from '#lib/domain/chat/changes.ts';
import { createLog } from '#lib/server/log.ts';
import type { Storage } from './storage.ts';

// Pictures are kept the same on every storage.

const T0 = Date.parse('2026-11-26T08:00:00Z');
const SETTINGS = { model: 'm', system: '', parameters: {} };
const CAP = 1_000;
const options = {
  log: createLog('silent', () => undefined),
  timeZone: 'Asia/Shanghai',
  interrupted: () => {
    throw new Error('No call is made here');
  },
};
const pictureOf = (id: string, bytes: number): Picture => ({
  ...{ id, mediaType: 'image/png', widthPx: 4, heightPx: 3, bytes, name: `图 ${id}.png` },
});

for (const [name, newPlace] of places()) {
  describe(`pictures on ${name}`, () => {
    let storage: Storage;
    let close: () => Promise<void>;
    let run: (text: string) => Promise<unknown[]>;
    beforeEach(async () => {
      const place = await newPlace();
      storage = await place.open(options);
      run = place.run;
      close = async () => {
        await storage.close();
        await place.remove();
      };
    });
    afterEach(() => close());

    const add = (id: string, { owner = 'alice', bytes = 4, nowMs = T0 } = {}) =>
      storage.pictures.add(
        { owner, picture: pictureOf(id, bytes), data: Uint8Array.from({ length: bytes }, (_, at) => at % 256), nowMs },
        CAP,
      );
    const question = (id: string, pictures: Picture[]): NewMessage => ({
      ...{ id, parentId: null, role: 'user', text: '', pictures },
    });
    const say = (id: string, pictures: Picture[], owner = 'alice') =>
      storage.conversations.create(
        owner,
        newConversation(
          { id, settings: SETTINGS, headId: `question-of-${id}`, messages: [question(`question-of-${id}`, pictures)] },
          T0,
        ),
      );
    const isThere = async (id: string, owner = 'alice') => (await storage.pictures.read(owner, id)) !== undefined;
    const rowsOf = async (table: string) => (await run(`SELECT count(*) FROM ${table}`)).map(Number);

    test('what was added is there to the byte, for its owner alone', async () => {
      expect(await add('picture-1', { bytes: 700 })).toBeUndefined();
      const found = await storage.pictures.read('alice', 'picture-1');
      expect(found?.mediaType).toBe('image/png');
      expect(Buffer.from(found?.data ?? [])).toEqual(Buffer.from(Array.from({ length: 700 }, (_, at) => at % 256)));
      expect(await storage.pictures.find('alice', ['picture-1', 'picture-2'])).toEqual([pictureOf('picture-1', 700)]);
      expect(await storage.pictures.find('alice', [])).toEqual([]);
      expect(await isThere('picture-1', 'bob')).toBe(false);
      expect(await storage.pictures.find('bob', ['picture-1'])).toEqual([]);
    });

    test('nobody has more than the cap, to the byte, and one’s pictures take nobody else’s room', async () => {
      await add('picture-1', { bytes: 600 });
      expect(await add('picture-2', { bytes: 401 })).toBe(600);
      expect(await isThere('picture-2')).toBe(false);
      expect(await add('picture-3', { bytes: 400 })).toBeUndefined();
      expect(await add('picture-4', { bytes: 1 })).toBe(1_000);
      expect(await add('picture-5', { owner: 'bob', bytes: 1_000 })).toBeUndefined();
    });

    test('what no conversation has goes when it is old; what one has stays, also in a message that was taken out', async () => {
      for (const id of ['picture-1', 'picture-2', 'picture-3']) await add(id);
      await add('picture-4', { nowMs: T0 + 10 });
      await say('conversation-1', [pictureOf('picture-1', 4)]);
      const edit: Change = {
        ...{ type: 'edit', id: 'question-of-conversation-1', version: 1, text: 'other', elseId: 'else-else' },
        pictures: [pictureOf('picture-2', 4)],
      };
      const mine = { owner: 'alice', id: 'conversation-1' };
      await storage.conversations.change(mine, { since: 1, changes: [edit], nowMs: T0 });
      expect(await storage.pictures.prune(T0 + 10)).toBe(1);
      expect(await Promise.all(['picture-1', 'picture-2', 'picture-3', 'picture-4'].map((id) => isThere(id)))).toEqual([
        ...[true, true, false, true],
      ]);
      expect(await rowsOf('picture_bytes')).toEqual([3]);
      expect(await storage.pictures.prune(T0 + 10)).toBe(0);
    });

    test('many old ones go at once', async () => {
      for (let at = 0; at < 45; at++) await add(`picture-${at}`);
      expect(await storage.pictures.prune(T0 + 1)).toBe(45);
      expect(await rowsOf('picture')).toEqual([0]);
    });

    test('a conversation that is deleted for good takes along what no other one has', async () => {
      await add('picture-1');
      await add('picture-2');
      await say('conversation-1', [pictureOf('picture-1', 4), pictureOf('picture-2', 4)]);
      await say('conversation-2', [pictureOf('picture-2', 4)]);
      await storage.conversations.remove({ owner: 'alice', id: 'conversation-1' }, T0);
      expect(await storage.conversations.purge(T0)).toBe(0);
      expect(await isThere('picture-1')).toBe(true);
      expect(await storage.conversations.purge(T0 + 1)).toBe(1);
      expect(await isThere('picture-1')).toBe(false);
      expect(await isThere('picture-2')).toBe(true);
      expect(await rowsOf('picture_use')).toEqual([1]);
    });

    test('naming another’s picture keeps it from nobody and gives it to nobody', async () => {
      await add('picture-1');
      await say('conversation-1', [pictureOf('picture-1', 4)], 'bob');
      expect(await rowsOf('picture_use')).toEqual([0]);
      expect(await isThere('picture-1', 'bob')).toBe(false);
      expect(await storage.pictures.prune(T0 + 1)).toBe(1);
    });

    test('a question of pictures alone gives its conversation the name of the first', async () => {
      await add('picture-1');
      await say('conversation-1', [pictureOf('picture-1', 4)]);
      const mine = { owner: 'alice', id: 'conversation-1' };
      const { name: title } = pictureOf('picture-1', 4);
      expect(await storage.conversations.find(mine)).toMatchObject({ title });
      const more: Change = {
        type: 'add',
        message: { ...question('question-2', []), parentId: 'question-of-conversation-1' },
      };
      const show: Change = { type: 'show', headId: 'question-2' };
      await storage.conversations.change(mine, { since: 1, changes: [more, show], nowMs: T0 });
      expect(await storage.conversations.find(mine)).toMatchObject({ title, headId: 'question-2' });
    });

    test('who inherits conversations has their pictures', async () => {
      await add('picture-1', { owner: 'local' });
      await say('conversation-1', [pictureOf('picture-1', 4)], 'local');
      await storage.conversations.inherit('local', 'alice');
      expect(await isThere('picture-1')).toBe(true);
      expect(await isThere('picture-1', 'local')).toBe(false);
    });
  });
}
