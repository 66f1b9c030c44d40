import { type Model, type ModelType, SANDBOX_OWNER } from '#lib/contract/models.ts';
import { DOCUMENTED_MODELS } from '#lib/domain/models/documented.ts';
import { FAULTS } from '#lib/domain/sandbox/faults.ts';

const model = (id: string, type: ModelType, rest: Partial<Model> = {}): Model => ({
  id,
  object: 'model',
  owned_by: SANDBOX_OWNER,
  type,
  ...rest,
});

/** Kinds that the sandbox can stand in for. */
const SERVED = new Set<ModelType>(['chat', 'embedding', 'vision']);

/** Those of the vendor's models that the sandbox can stand in for, with the documented figures. */
const CATALOGUE: readonly Model[] = Object.entries(DOCUMENTED_MODELS)
  .filter(([, { type }]) => SERVED.has(type))
  .map(([id, { type, contextTokens, dimensions }]) =>
    model(id, type, {
      ...(contextTokens === undefined ? {} : { context_length: contextTokens }),
      ...(dimensions === undefined ? {} : { dimensions }),
    }),
  );

export const MODELS: readonly Model[] = [
  ...CATALOGUE,
  ...FAULTS.map((fault) => model(`sandbox-${fault}`, 'chat', { context_length: 32_768 })),
];

export const findModel = (id: string): Model | undefined => MODELS.find((candidate) => candidate.id === id);
