import { type Model, type ModelType, SANDBOX_OWNER } from '#lib/contract/models.ts';

const model = (id: string, type: ModelType, rest: Partial<Model> = {}): Model => ({
  id,
  object: 'model',
  owned_by: SANDBOX_OWNER,
  type,
  ...rest,
});

/** Those of the vendor's models that the sandbox can stand in for, with its figures. */
const CATALOGUE: readonly Model[] = [
  model('ruijing-gpt-2.0', 'chat', { context_length: 32_768 }),
  model('ruijing-gpt-1.5', 'chat', { context_length: 16_384 }),
  model('ruijing-gpt-lite', 'chat', { context_length: 8_192 }),
  model('ruijing-embedding', 'embedding', { dimensions: 1536 }),
  model('ruijing-embedding-large', 'embedding', { dimensions: 3072 }),
];

/** Each provokes the fault it is named after. */
export const FAULTS = [
  '401',
  '403',
  '404',
  '429',
  '500',
  '503',
  'slow',
  'hang',
  'reset-midstream',
  'truncated',
  'malformed',
  'no-done',
  'no-usage',
  'huge',
] as const;

export type Fault = (typeof FAULTS)[number];

export const MODELS: readonly Model[] = [
  ...CATALOGUE,
  ...FAULTS.map((fault) => model(`sandbox-${fault}`, 'chat', { context_length: 32_768 })),
];

export const findModel = (id: string): Model | undefined => MODELS.find((candidate) => candidate.id === id);

export const faultOf = (id: string): Fault | undefined => FAULTS.find((fault) => id === `sandbox-${fault}`);
