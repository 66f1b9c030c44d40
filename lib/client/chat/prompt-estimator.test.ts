import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PromptParts } from '#lib/domain/chat/estimate-prompt.ts';
import { type EstimateRequest, parseEstimateAnswer, parseEstimateRequest } from './estimate-protocol.ts';
import { PromptEstimator } from './prompt-estimator.ts';

const THREAD: PromptParts['thread'] = [{ role: 'user', content: 'before' }];
const typed = (content: string, thread = THREAD): PromptParts => ({
  system: [],
  thread,
  draft: [{ role: 'user', content }],
});

/** A worker that answers when it is told to. */
class HandWorker extends EventTarget {
  readonly requests: EstimateRequest[] = [];
  terminated = false;

  postMessage(data: unknown): void {
    const request = parseEstimateRequest(structuredClone(data));
    if (request === undefined) throw new Error('This is no request');
    this.requests.push(request);
  }

  answer(promptTokens: number): void {
    this.say({ id: this.requests.at(-1)?.id, promptTokens });
  }

  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  terminate(): void {
    this.terminated = true;
  }
}

function start() {
  const workers: HandWorker[] = [];
  const estimator = new PromptEstimator(() => {
    const worker = new HandWorker();
    workers.push(worker);
    return worker;
  });
  return { workers, estimator };
}

const draftsOf = ({ requests }: HandWorker) => requests.map(({ draft }) => draft[0]?.content);

test('while one prompt is counted the newest waits, and those between are never counted', async () => {
  const { workers, estimator } = start();
  const counts = ['a', 'ab', 'abc', 'abcd'].map((text) => estimator.count(typed(text), 'typing'));
  const [worker] = workers;
  expect(worker && draftsOf(worker)).toEqual(['a']);
  worker?.answer(1);
  worker?.answer(4);
  expect(await Promise.all(counts)).toEqual([1, undefined, undefined, 4]);
  expect(worker && draftsOf(worker)).toEqual(['a', 'abcd']);
});

test('what is typed meanwhile does not overtake the question of a request that is sent', async () => {
  const { workers, estimator } = start();
  const counts = [
    estimator.count(typed('a'), 'typing'),
    estimator.count(typed('sent'), 'sending'),
    estimator.count(typed('b'), 'typing'),
    estimator.count(typed('bc'), 'typing'),
  ];
  for (const tokens of [1, 2, 3]) workers[0]?.answer(tokens);
  expect(await Promise.all(counts)).toEqual([1, 2, undefined, 3]);
});

test('a thread is copied to the worker once, and again when it is another', async () => {
  const { workers, estimator } = start();
  for (const [text, thread] of [['a'], ['ab'], ['c', []], ['cd', THREAD]] as const) {
    const count = estimator.count(typed(text, thread), 'typing');
    workers[0]?.answer(1);
    await count;
  }
  expect(workers[0]?.requests.map(({ thread }) => thread)).toEqual([THREAD, undefined, [], THREAD]);
});

test('a worker that dies leaves no question open, and another takes its place with the whole thread', async () => {
  const { workers, estimator } = start();
  const counts = [estimator.count(typed('a'), 'typing'), estimator.count(typed('ab'), 'typing')];
  workers[0]?.dispatchEvent(new Event('error'));
  workers[1]?.answer(2);
  expect(await Promise.all(counts)).toEqual([undefined, 2]);
  expect(workers[0]?.terminated).toBe(true);
  expect(workers[1]?.requests).toMatchObject([{ thread: THREAD }]);
});

test('where there can be no worker nobody waits for an answer', async () => {
  const estimator = new PromptEstimator(() => {
    throw new Error('No workers here');
  });
  expect(await estimator.count(typed('a'), 'typing')).toBeUndefined();
});

test('what is no answer, or one to another question, is not taken for the answer', async () => {
  const { workers, estimator } = start();
  const count = estimator.count(typed('a'), 'typing');
  const id = workers[0]?.requests[0]?.id ?? 0;
  for (const data of [undefined, {}, { id }, { id, promptTokens: -1 }, { id: id + 1, promptTokens: 5 }]) {
    workers[0]?.say(data);
  }
  workers[0]?.answer(7);
  expect(await count).toBe(7);
});

test('only questions and answers are read as such', () => {
  fc.assert(
    fc.property(fc.anything(), (data) => {
      expect(parseEstimateAnswer(data)).toBeUndefined();
      expect(parseEstimateRequest(data)).toBeUndefined();
    }),
  );
  const request = { id: 1, system: [], draft: [{ role: 'user', content: 'x' }] };
  expect(parseEstimateRequest(request)).toEqual(request);
  expect(parseEstimateRequest({ ...request, thread: [{ role: 'tool', content: 'x' }] })).toBeUndefined();
  expect(parseEstimateRequest({ ...request, draft: [{ role: 'user' }] })).toBeUndefined();
});
