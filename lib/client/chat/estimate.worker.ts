import { PromptCounter } from '#lib/domain/chat/estimate-prompt.ts';
import type { RequestMessage } from '#lib/domain/chat/request.ts';
import { type EstimateAnswer, parseEstimateRequest } from './estimate-protocol.ts';

const counter = new PromptCounter();
let thread: readonly RequestMessage[] = [];

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const request = parseEstimateRequest(data);
  if (request === undefined) return;
  const { id, system, draft } = request;
  thread = request.thread ?? thread;
  const promptTokens = Math.ceil(counter.promptTokens({ system, thread, draft }));
  self.postMessage({ id, promptTokens } satisfies EstimateAnswer);
});
