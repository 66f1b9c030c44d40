import { request } from 'node:http';
import type * as z from 'zod/mini';
import { invitationCreatedSchema, type PersonRole, sessionSchema } from '#lib/contract/people.ts';

export const PASSWORD = 'correct horse battery';

/** Somebody who is signed in, outside of a browser. */
export interface Member {
  readonly id: string;
  readonly email: string;
  readonly role: PersonRole;
  /** `name=value`, as a request sends it. */
  readonly cookie: string;
  /** Calls the console as this person. */
  fetch(path: string, init?: CallInit): Promise<Response>;
  /** Calls the console's own API. @throws when it refuses */
  api<Answer extends z.ZodMiniType>(path: string, answer: Answer, init?: CallInit): Promise<z.output<Answer>>;
}

export interface CallInit {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request with a cookie and a JSON body; redirects are not followed. */
export function callAs(url: string, cookie: string | undefined, path: string, init: CallInit = {}): Promise<Response> {
  const { method = init.body === undefined ? 'GET' : 'POST', body, headers } = init;
  return fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
}

/** The same with headers that `fetch` would write itself. @returns the status */
export function statusOf(url: string, path: string, { method, body, headers }: CallInit): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = { 'content-type': 'application/json', ...headers };
    request(new URL(path, url), { method: method ?? 'POST', headers: sent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', reject)
      .end(JSON.stringify(body));
  });
}

/** The cookies that an answer sets, as the next request sends them. */
export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');

async function toMember(url: string, response: Response): Promise<Member> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  const { person } = sessionSchema.parse(JSON.parse(text));
  if (person === null) throw new Error('Nobody is signed in');
  const cookie = cookieOf(response);
  return {
    id: person.id,
    email: person.email,
    role: person.role,
    cookie,
    fetch: (path, init) => callAs(url, cookie, path, init),
    async api(path, answer, init) {
      const answered = await callAs(url, cookie, path, init);
      const told = await answered.text();
      if (!answered.ok) throw new Error(`${path}: ${answered.status} ${told}`);
      return answer.parse(told === '' ? undefined : JSON.parse(told));
    },
  };
}

/** Makes the first account: its admin is signed in. */
export async function foundTeam(url: string): Promise<Member> {
  const body = { name: 'Ada', email: 'ada@example.com', password: PASSWORD };
  return await toMember(url, await callAs(url, undefined, '/api/setup', { body }));
}

/** Lets somebody in by a link. @param person `plan`: free, unless another one is named */
export async function inviteMember(
  url: string,
  admin: Member,
  { role, name, plan = 'free' }: { readonly role: PersonRole; readonly name: string; readonly plan?: string },
): Promise<Member> {
  const { token } = await admin.api('/api/invitations', invitationCreatedSchema, { body: { role, plan } });
  const body = { token, name, email: `${name.toLowerCase()}@example.com`, password: PASSWORD };
  return await toMember(url, await callAs(url, undefined, '/api/invitations/accept', { body }));
}

/** Signs somebody in once more. */
export async function signInAs(url: string, email: string, cookie?: string): Promise<Member> {
  return await toMember(url, await callAs(url, cookie, '/api/session', { body: { email, password: PASSWORD } }));
}

/** A member's session as a browser keeps it. */
export const browserCookies = (url: string, { cookie }: Member) =>
  cookie.split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('='), url };
  });

/** Changes something by the console's own API. @throws when it refuses */
export async function act(by: Member, path: string, init: CallInit): Promise<void> {
  const response = await by.fetch(path, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
