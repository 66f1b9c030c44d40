import { randomBytes } from 'node:crypto';
import type * as z from 'zod/mini';
import type {
  Change,
  Conversation,
  changesSchema,
  conversationCreateSchema,
  conversationListSchema,
  hitsSchema,
  listQuerySchema,
  MessageNode,
  Share,
  SharedConversation,
  ShareState,
  searchQuerySchema,
  WholeConversation,
} from '#lib/contract/conversations.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { newConversation } from '#lib/domain/chat/changes.ts';
import { treeOf, wayTo } from '#lib/domain/chat/tree.ts';
import type { Access } from './access.ts';
import type { Doer } from './keys.ts';
import { knownPictures, type NamedPictures, noPicture } from './pictures.ts';
import type { ListPlace } from './storage/conversations.ts';
import type { StoredPicture } from './storage/pictures.ts';
import type { Storage } from './storage/storage.ts';

/** Whose they are: no act of theirs here is an administrative one. */
type Reader = Pick<Doer, 'principal'>;

/** What somebody does with what they have said: everybody with their own only, as if there were no others. */
export interface Conversations {
  /** @throws ApiError 400 for a cursor that no page gave */
  list(query: z.output<typeof listQuerySchema>, by: Reader): Promise<z.output<typeof conversationListSchema>>;
  /** @throws ApiError 404 */
  get(id: string, since: number | undefined, by: Reader): Promise<WholeConversation>;
  /** Made once, however often it is sent. @throws ApiError 400, and 409 for an id that is taken */
  create(wish: z.output<typeof conversationCreateSchema>, by: Reader): Promise<WholeConversation>;
  /** @returns what came after the version that the asker knows. @throws ApiError 400, 404, 409 */
  change(id: string, wish: z.output<typeof changesSchema>, by: Reader): Promise<WholeConversation>;
  /** It may come back for seven days. @throws ApiError 404 */
  remove(id: string, by: Reader): Promise<void>;
  /** @throws ApiError 404 */
  restore(id: string, by: Reader): Promise<Conversation>;
  search(query: z.output<typeof searchQuerySchema>, by: Reader): Promise<z.output<typeof hitsSchema>>;
  /** @throws ApiError 404 */
  shareOf(id: string, by: Reader): Promise<ShareState>;
  /**
   * Lets those who are signed in read a copy of what is shown now, in the place of an earlier copy.
   *
   * @throws ApiError 404, and 409 where nobody else could read it
   */
  share(id: string, by: Reader): Promise<Share>;
  /** @throws ApiError 404 */
  endShare(id: string, by: Reader): Promise<void>;
  /** What somebody shares. @throws ApiError 404 */
  shared(shareId: string): Promise<SharedConversation>;
  /** A picture of what is shared: of its copy, and of nothing else that its owner has. @throws ApiError 404 */
  sharedPicture(shareId: string, id: string): Promise<StoredPicture>;
}

export interface ConversationsDeps {
  readonly storage: Pick<Storage, 'conversations' | 'people' | 'pictures'>;
  readonly access: Pick<Access, 'isTeam'>;
}

export function createConversations({ storage, access }: ConversationsDeps): Conversations {
  const { conversations: store, people, pictures } = storage;
  const asked = (id: string, { principal }: Reader) => ({ owner: principal.id, id });
  const get = async (id: string, since: number | undefined, by: Reader) =>
    there(await store.find(asked(id, by), since));
  const findShared = async (shareId: string) => {
    if (!(await access.isTeam())) {
      throw new ApiError('not_found', 'Nothing is shared here: nobody has an account.');
    }
    const found = await store.findShared(shareId);
    if (found === undefined) throw new ApiError('not_found', 'There is nothing shared at this address any more.');
    return found;
  };
  const shareOf = async (id: string, by: Reader): Promise<ShareState> => ({
    share: there(await store.share(asked(id, by))),
  });
  return {
    get,
    shareOf,
    async list({ cursor, limit }, { principal }) {
      const after = cursor === undefined ? undefined : placeOf(cursor);
      const { data, next } = await store.list(principal.id, { after, limit });
      return { data, nextCursor: next === null ? null : `${next.updatedAtMs}.${next.id}` };
    },
    async create(wish, by) {
      const owner = by.principal.id;
      const named = wish.messages.map((message, index) => ({ path: `messages.${index}.pictures`, message }));
      const messages = wish.messages.map(await knownPictures(pictures, owner, named));
      const made = await store.create(owner, newConversation({ ...wish, messages }, Date.now()));
      if (!made) throw new ApiError('conflict', "'id': this id is taken.", { param: 'id' });
      return await get(wish.id, undefined, by);
    },
    async change(id, { since, changes: wished }, by) {
      const known = await knownPictures(pictures, by.principal.id, wished.flatMap(picturesOf));
      const changes = wished.map((change): Change => {
        if (change.type === 'add') return { ...change, message: known(change.message) };
        return change.type === 'edit' ? known(change) : change;
      });
      return there(await store.change(asked(id, by), { since, changes, nowMs: Date.now() }));
    },
    async remove(id, by) {
      if (!(await store.remove(asked(id, by), Date.now()))) throw noConversation();
    },
    restore: async (id, by) => there(await store.restore(asked(id, by))),
    search: ({ q, limit }, { principal }) => store.search(principal.id, { query: q, limit }),
    async share(id, by) {
      const { title, settings, headId, messages } = await get(id, undefined, by);
      if (!(await access.isTeam())) throw new ApiError('conflict', 'Nobody else has an account here.');
      const way = wayTo(treeOf(messages), headId);
      // 128 bits of chance: whoever has the link was given it.
      const share = { id: randomBytes(16).toString('base64url'), createdAtMs: Date.now() };
      const content = { title, system: settings.system, messages: way.map(withoutBooks) };
      return await store.setShare(asked(id, by), share, content);
    },
    async endShare(id, by) {
      await shareOf(id, by);
      await store.removeShare(asked(id, by));
    },
    async shared(shareId) {
      const { owner, ...copy } = await findShared(shareId);
      return { ...copy, ownerName: (await people.find(owner))?.name ?? '' };
    },
    async sharedPicture(shareId, id) {
      const { owner, messages } = await findShared(shareId);
      const isShown = messages.some((message) => message.pictures?.some((picture) => picture.id === id));
      const found = isShown ? await pictures.read(owner, id) : undefined;
      if (found === undefined) throw noPicture();
      return found;
    },
  };
}

const picturesOf = (change: Change, index: number): NamedPictures[] => {
  if (change.type === 'add') return [{ path: `changes.${index}.message.pictures`, message: change.message }];
  return change.type === 'edit' ? [{ path: `changes.${index}.pictures`, message: change }] : [];
};

/** @throws ApiError 404 for what is not there, and what is another's: whether it exists is not theirs to know */
function there<T>(found: T | undefined): T {
  if (found === undefined) throw noConversation();
  return found;
}

const noConversation = () => new ApiError('not_found', 'There is no such conversation.');

function placeOf(cursor: string): ListPlace {
  const [, updatedAtMs, id] = /^(\d{1,15})\.([\w-]{8,64})$/.exec(cursor) ?? [];
  if (updatedAtMs !== undefined && id !== undefined) return { updatedAtMs: Number(updatedAtMs), id };
  throw new ApiError('invalid_parameter', "'cursor': is not one that a page gave.", { param: 'cursor' });
}

/** What an answer cost, and where it can be looked up, is its owner's affair. */
function withoutBooks({ answer, ...node }: MessageNode): MessageNode {
  if (answer === undefined) return node;
  const { costMicros: _, estimate: __, requestId: ___, runId: ____, ...told } = answer;
  return { ...node, answer: told };
}
