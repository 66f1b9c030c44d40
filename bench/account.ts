import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod/mini';
import { keyCreatedSchema } from '#lib/contract/keys.ts';
import type { PlanLimits } from '#lib/contract/plans.ts';

/** Limits of every kind, none of which the load reaches: each must be counted. */
const LIMITS: PlanLimits = {
  requestsPerMinute: 1_000_000,
  tokens: 1_000_000_000_000,
  tokenWindow: 'day',
  spendMicrosPerMonth: 1_000_000_000_000,
};

/**
 * A virtual key on a plan with every limit set.
 *
 * @returns undefined where the console has no keys yet
 * @throws when it refuses to make one
 */
export async function issueKey(origin: string): Promise<string | undefined> {
  const plan = await post(`${origin}/api/plans`, { id: 'bench', name: 'bench', limits: LIMITS });
  if (plan.status === 404) return undefined;
  const key = await post(`${origin}/api/keys`, { name: 'bench', plan: 'bench' });
  // On a folder that an earlier run has kept the plan is there.
  const hasPlan = plan.status < 300 || plan.status === 409;
  if (!hasPlan || key.status >= 300) throw new Error(`No key was made: ${plan.text} ${key.text}`);
  return keyCreatedSchema.parse(JSON.parse(key.text)).key;
}

async function post(url: string, body: object): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, text: await answer.text() };
}

/** Calls in the ledger that succeeded; undefined where there is none. Asked after the console has ended. */
export function ledgerRows(dataDir: string): number | undefined {
  const file = join(dataDir, 'ruijing.db');
  if (!existsSync(file)) return undefined;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const table = database.prepare("SELECT name FROM sqlite_master WHERE name = 'ledger'").get();
    if (table === undefined) return undefined;
    const row = database.prepare("SELECT count(*) AS calls FROM ledger WHERE status = 200 AND outcome = 'ok'").get();
    return z.object({ calls: z.int() }).parse(row).calls;
  } finally {
    database.close();
  }
}
