import { create } from 'zustand';
import { type PromptParts, promptParts } from '#lib/domain/chat/estimate-prompt.ts';
import type { Message } from '#lib/domain/chat/message.ts';
import { readyPictures } from './draft-picture.ts';
import { sharedEstimator } from './prompt-estimator.ts';
import { useChat } from './store.ts';

interface EstimateStore {
  /** Of the request that sending the draft would make; undefined until it was first counted. */
  readonly promptTokens: number | undefined;
}

/** The estimate of what stands in the chat now, or stood a moment ago. */
export const useEstimate = create<EstimateStore>()(() => ({ promptTokens: undefined }));

let underWay: Promise<unknown> = Promise.resolve();

/** Resolves when {@link useEstimate} is that of the draft as it stands. */
export async function whenEstimated(): Promise<void> {
  for (let seen: unknown; seen !== underWay; ) {
    seen = underWay;
    await underWay;
  }
}

/**
 * Keeps the estimate in step with the chat.
 *
 * @returns a function that ends it
 */
export function keepEstimated(): () => void {
  let last: Pick<ReturnType<typeof useChat.getState>, 'settings' | 'messages' | 'draft' | 'pictures'> | undefined;
  let threadOf: readonly Message[] | undefined;
  let thread: PromptParts['thread'] = [];
  const count = () => {
    const { settings, messages, draft, pictures } = useChat.getState();
    const isSaid = last?.draft === draft && last.pictures === pictures;
    if (isSaid && last?.messages === messages && last.settings.system === settings.system) return;
    last = { settings, messages, draft, pictures };
    const parts = promptParts(settings, messages === threadOf ? [] : messages, {
      text: draft,
      pictures: readyPictures(pictures),
    });
    // The same list as before, so that the worker is not sent it again.
    if (messages !== threadOf) [threadOf, thread] = [messages, parts.thread];
    underWay = sharedEstimator()
      .count({ ...parts, thread }, 'typing')
      .then((promptTokens) => {
        if (promptTokens !== undefined) useEstimate.setState({ promptTokens });
      });
  };
  count();
  return useChat.subscribe(count);
}
