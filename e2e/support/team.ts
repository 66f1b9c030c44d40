import type { BrowserContext } from '@playwright/test';
import * as z from 'zod/mini';
import type { PersonRole } from '#lib/contract/people.ts';

/** Long enough for every rule. */
export const PASSWORD = 'correct horse battery';

export const ADA = { name: 'Ada', email: 'ada@example.com', password: PASSWORD } as const;

/** A console that has accounts. */
export interface Team {
  /** The console's own API, as Ada, its first admin. @throws when it refuses */
  api(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<unknown>;
  /** Brings somebody in. @returns their cookie, and their id */
  add(person: NewPerson): Promise<Member>;
}

interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly role?: PersonRole;
  readonly plan?: string;
}

interface Member {
  readonly id: string;
  readonly cookie: string;
}

const tokenSchema = z.object({ token: z.string() });
const sessionSchema = z.object({ person: z.object({ id: z.string() }) });

interface ApiCall {
  readonly method: string;
  readonly body?: object | undefined;
  readonly cookie?: string;
}

async function call(url: string, { method, body, cookie }: ApiCall): Promise<{ answer: unknown; cookie: string }> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  const cookies = response.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  return { answer: text === '' ? undefined : JSON.parse(text), cookie: cookies.join('; ') };
}

/** Makes Ada's account, the first. @param url of a console in local mode */
export async function makeTeam(url: string): Promise<Team & Member> {
  const made = await call(`${url}/api/setup`, { method: 'POST', body: ADA });
  const { cookie } = made;
  const api: Team['api'] = async (method, path, body) => (await call(url + path, { method, body, cookie })).answer;
  return {
    api,
    cookie,
    id: sessionSchema.parse(made.answer).person.id,
    async add({ name, email, role = 'developer', plan = 'free' }) {
      const { token } = tokenSchema.parse(await api('POST', '/api/invitations', { role, plan }));
      const body = { token, name, email, password: PASSWORD };
      const joined = await call(`${url}/api/invitations/accept`, { method: 'POST', body });
      return { id: sessionSchema.parse(joined.answer).person.id, cookie: joined.cookie };
    },
  };
}

/** From here on the browser is signed in. @param cookie as a request would carry it */
export async function signInAs(context: BrowserContext, url: string, cookie: string): Promise<void> {
  const cookies = cookie.split('; ').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    return { name, value, url, httpOnly: true };
  });
  await context.addCookies(cookies);
}
