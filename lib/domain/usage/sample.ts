/** Calls of many kinds, as a team makes them: questions in two languages, embeddings, and what goes wrong. */

interface SampleCall {
  readonly path: string;
  readonly body: object;
}

const QUESTIONS = [
  '如何使用流式响应？',
  'How do I choose a model?',
  '429 之后该等多久？',
  'What does finish_reason mean?',
  '怎么计算 token？',
  'Which parameters does the embeddings endpoint take?',
] as const;

const MODELS = ['ruijing-gpt-2.0', 'ruijing-gpt-lite'] as const;

/** Magic models of the sandbox. */
const FAULTS = ['sandbox-429', 'sandbox-500', 'sandbox-truncated', 'sandbox-503'] as const;

const at = <T>(list: readonly [T, ...T[]], index: number): T => list[index % list.length] ?? list[0];

const chat = (model: string, index: number): SampleCall => ({
  path: '/v1/chat/completions',
  body: { model, stream: index % 3 !== 0, messages: [{ role: 'user', content: at(QUESTIONS, index) }] },
});

/** The call with this number: every sixth is an embedding, every eighth goes wrong. */
export function sampleCall(index: number): SampleCall {
  if (index % 8 === 5) return chat(at(FAULTS, Math.floor(index / 8)), index);
  if (index % 6 !== 3) return chat(at(MODELS, Math.floor(index / 2)), index);
  return {
    path: '/v1/embeddings',
    body: { model: 'ruijing-embedding', input: [at(QUESTIONS, index), at(QUESTIONS, index + 1)] },
  };
}
