import type * as z from 'zod/mini';
import { signInPath } from '#lib/domain/people/next-path.ts';
import { isRecord } from '#lib/std/is-record.ts';

/** The console's own API, `/api/*`, as the pages call it. */

/** What the API said instead of an answer. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  /** Of the table of errors; empty when something else answered. */
  readonly code: string;
  /** The field at fault. */
  readonly param: string | undefined;
  /** When to try again; undefined where waiting is no help. */
  readonly retryAfterSeconds: number | undefined;
  /** Of HTTP. */
  readonly status: number;

  constructor(message: string, { code = '', status = 0, param, retryAfterSeconds }: RefusalMatter = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.param = param;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The server itself is in trouble, or away behind a proxy: the same request may go through later. */
  get mayPass(): boolean {
    return this.status >= 500;
  }
}

interface RefusalMatter {
  readonly code?: string | undefined;
  readonly status?: number;
  readonly param?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

interface ApiRequest<Answer extends z.ZodMiniType> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: object;
  /** What the answer must be; one without a body (204) is undefined. */
  readonly answer: Answer;
  readonly signal?: AbortSignal;
  /** It is sent to the end when the page goes meanwhile; browsers take 64 KiB so at once. */
  readonly keepalive?: boolean;
}

/** @throws ApiRefusal with what the API said; TypeError when nobody answers; an error of the schema for another answer */
export async function callApi<Answer extends z.ZodMiniType>(
  path: string,
  { method = 'GET', body, answer, signal, keepalive = false }: ApiRequest<Answer>,
): Promise<z.output<Answer>> {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
    keepalive,
  });
  if (!response.ok) throw await refusalOf(response);
  const json: unknown = await response.json().catch(() => undefined);
  return answer.parse(json);
}

/** What the API said in the place of an answer; whoever is signed out by now is led to where a session begins. */
export async function refusalOf(response: Response): Promise<ApiRefusal> {
  const json: unknown = await response.json().catch(() => undefined);
  // By hand: the schemas are no part of a first visit.
  const error = isRecord(json) && isRecord(json.error) ? json.error : {};
  if (error.code === 'sign_in_required') leaveForSignIn();
  const retryAfter = response.headers.get('retry-after');
  return new ApiRefusal(textOf(error.message) ?? `${response.status} ${response.statusText}`, {
    code: textOf(error.code),
    status: response.status,
    param: textOf(error.param),
    retryAfterSeconds: retryAfter === null ? undefined : Number(retryAfter),
  });
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The session has ended: to the page where one begins, and back here afterwards. */
function leaveForSignIn(): void {
  const { pathname, search } = window.location;
  window.location.assign(signInPath(pathname + search));
}
