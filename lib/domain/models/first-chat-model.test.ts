import { expect, test } from 'vitest';
import type { Model } from '#lib/contract/models.ts';
import { firstChatModel } from './first-chat-model.ts';

const list = (...models: (string | Omit<Model, 'object'>)[]) => ({
  object: 'list' as const,
  data: models.map((model): Model => ({ object: 'model', ...(typeof model === 'string' ? { id: model } : model) })),
});

test('a model that says what it is for is believed', () => {
  expect(firstChatModel(list({ id: 'e', type: 'embedding' }, { id: 'image-chat', type: 'chat' }))).toBe('image-chat');
});

test('of models that do not say, names that tell of another purpose are passed over', () => {
  expect(firstChatModel(list('text-embedding-3', 'whisper-1', 'tts-1', 'dall-e-3', 'gpt-4o', 'o3'))).toBe('gpt-4o');
});

test('where every name tells of another purpose, one is tried all the same', () => {
  expect(firstChatModel(list('my-audio-chat'))).toBe('my-audio-chat');
});

test('no models, or none that may chat: none', () => {
  expect(firstChatModel(undefined)).toBeUndefined();
  expect(firstChatModel(list())).toBeUndefined();
  expect(firstChatModel(list({ id: 'v', type: 'vision' }))).toBeUndefined();
});
