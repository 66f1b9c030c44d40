import { readFileSync } from 'node:fs';
import type * as z from 'zod/mini';
import { parseJson } from '#lib/std/parse-json.ts';
import { ConfigError } from './config-error.ts';

/**
 * Reads a settings file of JSON.
 *
 * @throws ConfigError naming the variable, the file and the first thing at fault
 */
export function readJsonFile<T extends z.ZodMiniType>(variable: string, path: string, schema: T): z.output<T> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError(variable, `names ${path}, which cannot be read`);
  }
  const json = parseJson(text);
  if (json === undefined) throw new ConfigError(variable, `names ${path}, which is no JSON`);
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigError(variable, `names ${path}: at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`);
}
