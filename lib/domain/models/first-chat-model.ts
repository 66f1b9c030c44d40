import type { ModelList } from '#lib/contract/models.ts';

/** Most servers do not say what a model is for, but its name often does. */
const OTHER_KINDS = /embed|rerank|moderation|whisper|transcri|tts|speech|audio|realtime|image|dall-e/i;

/** The first of a server's models that chats, as far as the list tells; undefined when there is none. */
export function firstChatModel(list: ModelList | undefined): string | undefined {
  const models = list?.data.filter(({ type }) => type === undefined || type === 'chat') ?? [];
  return (models.find(({ type, id }) => type === 'chat' || !OTHER_KINDS.test(id)) ?? models[0])?.id;
}
