import { ApiError } from '#lib/contract/errors.ts';
import type { Access } from './access.ts';

/**
 * Writes something that is to be on a plan.
 *
 * @param plan undefined: what is written names none
 * @throws ApiError 400 that names the field when there is no such plan, or none any more
 */
export async function onPlan<T>(
  access: Pick<Access, 'plan' | 'forget'>,
  plan: string | undefined,
  write: () => Promise<T>,
): Promise<T> {
  const check = async () => {
    if (plan === undefined || (await access.plan(plan)) !== undefined) return;
    throw new ApiError('invalid_parameter', `'plan': there is no plan '${plan}'.`, { param: 'plan' });
  };
  await check();
  try {
    return await write();
  } catch (error) {
    // Another process may have deleted it since plans were asked for.
    access.forget();
    await check();
    throw error;
  }
}
