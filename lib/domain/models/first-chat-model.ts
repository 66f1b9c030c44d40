import type { ModelList } from '#lib/contract/models.ts';

/** Most servers do not say what a model is for, but its name often does. */
const OTHER_KINDS = /embed|rerank|moderation|whisper|transcri|tts|speech|audio|realtime|image|dall-e/i;

/** Whether a model's name says that it does something else than chat. */
export const isNamedForOther = (id: string): boolean => OTHER_KINDS.test(id);

/** The first of a server's models that chats, as far as the list tells; undefined when there is none. */
export function firstChatModel(list: ModelList | undefined): string | undefined {
  const models = list?.data.filter(({ type }) => type === undefined || type === 'chat') ?? [];
  return (models.find(({ type, id }) => type === 'chat' || !isNamedForOther(id)) ?? models[0])?.id;
}
