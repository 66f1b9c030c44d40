import { planCreateSchema, RESERVED_PLAN_ID } from '#lib/contract/plans.ts';

const MAX_LENGTH = 40;

/** An id that says what the name says; empty when its letters are none that an id may hold. */
export function suggestPlanId(name: string): string {
  const id = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH + 1)
    .replace(/^-+/, '')
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '');
  return id === RESERVED_PLAN_ID ? '' : id;
}

export type PlanIdProblem = 'malformed' | 'reserved' | 'taken';

/** Why a plan may not have an id. @param taken the ids that there are */
export function planIdProblem(id: string, taken: readonly string[]): PlanIdProblem | undefined {
  if (id === RESERVED_PLAN_ID) return 'reserved';
  if (!planCreateSchema.shape.id.safeParse(id).success) return 'malformed';
  return taken.includes(id) ? 'taken' : undefined;
}
