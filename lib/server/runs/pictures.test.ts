import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { pngChunk, pngOf } from '#e2e/support/pictures.ts';
import type { Picture } from '#lib/contract/conversations.ts';
import { ENDPOINTS } from '#lib/contract/endpoints.ts';
import { MAX_PICTURE_BYTES, MAX_PICTURES } from '#lib/contract/picture-limits.ts';
import { toChatRequest } from '#lib/domain/chat/request.ts';
import { LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import { requestBody } from './request-body.ts';

let fake: FakeUpstream;
let gateway: GatewayServer;
beforeEach(async () => {
  fake = await startFakeUpstream();
  // The fake reads megabytes before it answers, on this thread.
  gateway = await startGateway({ upstream: remoteTo(fake.url), limits: { firstByteMs: 20_000 } });
});
afterEach(async () => {
  await gateway.close();
  await fake.close();
});

const HEADERS = new Map([
  ['host', '127.0.0.1'],
  ['content-type', 'application/json'],
]);
const BOB = { ...LOCAL_ADMIN, id: 'bob' };
const SETTINGS = { model: 'fake-large', system: '', parameters: {} };
const question = (pictures: readonly Picture[], text = '这是什么？') => ({
  ...{ id: 'question-1', parentId: null, role: 'user' as const, text, pictures: [...pictures] },
});
const requestFor = (pictures: readonly Picture[]) => toChatRequest(SETTINGS, [question(pictures)]);
const keep = (bytes: Uint8Array, principal = LOCAL_ADMIN) =>
  gateway.services.pictures.add({ bytes, mediaType: 'image/png', name: '图.png' }, { principal });

async function answered(id: string, pictures: readonly Picture[]): Promise<string | undefined> {
  const { runs } = gateway.services;
  await runs.create({ id, request: requestFor(pictures) }, LOCAL_ADMIN, HEADERS);
  for await (const news of await runs.follow(id, LOCAL_ADMIN, 0)) if ('end' in news) return news.end.status;
  return undefined;
}

test('a model is sent the very bytes, and the run keeps their name alone', async () => {
  const pictures = [pngOf(4, 3), pngOf(3, 4)];
  const kept = await Promise.all(pictures.map((bytes) => keep(bytes)));
  expect(await answered('run-with-pictures', kept)).toBe('done');
  expect(fake.seen.at(-1)?.body.messages).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: '这是什么？' },
        ...pictures.map((bytes) => ({
          type: 'image_url',
          image_url: { url: `data:image/png;base64,${bytes.toString('base64')}` },
        })),
      ],
    },
  ]);
});

test('as many and as large as there may be pass', { timeout: 30_000 }, async () => {
  const filling = MAX_PICTURE_BYTES - pngOf(4, 3).byteLength - 12;
  const large = () => pngOf(4, 3, { before: [pngChunk('iCCP', randomBytes(filling))] });
  const kept = await Promise.all(Array.from({ length: MAX_PICTURES }, () => keep(large())));
  expect(kept.map(({ bytes }) => bytes)).toEqual(kept.map(() => MAX_PICTURE_BYTES));
  expect(await answered('run-with-megabytes', kept)).toBe('done');
});

test('one picture named again and again is more than a call may have, to the byte, and the field is named', async () => {
  const filling = MAX_PICTURE_BYTES - pngOf(4, 3).byteLength - 12;
  const kept = await keep(pngOf(4, 3, { before: [pngChunk('iCCP', randomBytes(filling))] }));
  const bodyOf = (mentions: number, text: string) => {
    const pictures = Array.from({ length: mentions }, () => kept);
    return requestBody(gateway.storage.pictures, LOCAL_ADMIN.id, toChatRequest(SETTINGS, [question(pictures, text)]));
  };
  const cap = ENDPOINTS['chat.completions'].bodyCapBytes;
  const room = cap - (await (await bodyOf(11, 'x'))()).byteLength;
  expect((await (await bodyOf(11, 'x'.repeat(1 + room)))()).byteLength).toBe(cap);
  const param = 'request.messages.0.content.11.image_url.url';
  await expect(bodyOf(11, 'x'.repeat(2 + room))).rejects.toMatchObject({ code: 'payload_too_large', param });
  const wish = { id: 'run-of-mentions', request: requestFor(Array.from({ length: 1_000 }, () => kept)) };
  const { runs } = gateway.services;
  await expect(runs.create(wish, LOCAL_ADMIN, HEADERS)).rejects.toMatchObject({ code: 'payload_too_large' });
  await expect(runs.get(wish.id, LOCAL_ADMIN)).rejects.toMatchObject({ code: 'not_found' });
});

test('another’s picture, or one that is gone, begins no run, and the field is named', async () => {
  const theirs = await keep(pngOf(4, 3), BOB);
  const { runs } = gateway.services;
  const wish = { id: 'run-of-another', request: requestFor([theirs]) };
  await expect(runs.create(wish, LOCAL_ADMIN, HEADERS)).rejects.toMatchObject({
    ...{ code: 'not_found', param: 'request.messages.0.content.1.image_url.url' },
  });
  await expect(runs.get(wish.id, LOCAL_ADMIN)).rejects.toMatchObject({ code: 'not_found' });
  expect(fake.seen.filter(({ path }) => path.endsWith('/chat/completions'))).toEqual([]);
});

describe('messages', () => {
  const create = (pictures: readonly Picture[], principal = LOCAL_ADMIN) =>
    gateway.services.conversations.create(
      { id: 'conversation-1', settings: SETTINGS, messages: [question(pictures)], headId: 'question-1' },
      { principal },
    );

  test('say of a picture what is stored of it, whatever they are sent with', async () => {
    const kept = await keep(pngOf(4, 3));
    const lies = { ...kept, widthPx: 9_999, bytes: 1, mediaType: 'image/gif', name: 'other' } as const;
    expect((await create([lies])).messages[0]?.pictures).toEqual([kept]);
    const more = await keep(pngOf(5, 6));
    const edit = { ...{ type: 'edit', id: 'question-1', version: 1, text: '', elseId: 'else-one' }, pictures: [more] };
    const add = { type: 'add', message: { ...question([{ ...kept, heightPx: 1 }]), id: 'question-2' } } as const;
    const changed = await gateway.services.conversations.change(
      'conversation-1',
      { since: 1, changes: [{ ...edit, type: 'edit', pictures: [{ ...more, widthPx: 1 }] }, add] },
      { principal: LOCAL_ADMIN },
    );
    expect(changed.messages.map(({ pictures }) => pictures)).toEqual([[more], [kept]]);
  });

  test('with another’s picture are not made, and the field is named', async () => {
    const [kept, theirs] = [await keep(pngOf(4, 3)), await keep(pngOf(4, 3), BOB)];
    await expect(create([kept, theirs])).rejects.toMatchObject({
      ...{ code: 'not_found', param: 'messages.0.pictures.1.id' },
    });
    await create([kept]);
    const add = { type: 'add', message: { ...question([theirs]), id: 'question-2' } } as const;
    const changing = gateway.services.conversations.change(
      'conversation-1',
      { since: 1, changes: [add] },
      { principal: LOCAL_ADMIN },
    );
    await expect(changing).rejects.toMatchObject({ code: 'not_found', param: 'changes.0.message.pictures.0.id' });
  });
});
