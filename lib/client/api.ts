import type * as z from 'zod/mini';
import { wireErrorSchema } from '#lib/contract/chat.ts';

/** The console's own API, `/api/*`, as the pages call it. */

/** What the API said instead of an answer. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  /** Of the table of errors; empty when something else answered. */
  readonly code: string;
  /** The field at fault. */
  readonly param: string | undefined;

  constructor(message: string, { code = '', param }: { code?: string | undefined; param?: string | undefined } = {}) {
    super(message);
    this.code = code;
    this.param = param;
  }
}

interface ApiRequest<Answer extends z.ZodMiniType> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: object;
  /** What the answer must be; one without a body (204) is undefined. */
  readonly answer: Answer;
  readonly signal?: AbortSignal;
}

/** @throws ApiRefusal with what the API said; TypeError when nobody answers; an error of the schema for another answer */
export async function callApi<Answer extends z.ZodMiniType>(
  path: string,
  { method = 'GET', body, answer, signal }: ApiRequest<Answer>,
): Promise<z.output<Answer>> {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  });
  const json: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer.parse(json);
  const { error } = wireErrorSchema.safeParse(json).data ?? {};
  throw new ApiRefusal(error?.message ?? `${method} ${path}: ${response.status}`, {
    code: error?.code ?? undefined,
    param: error?.param ?? undefined,
  });
}
