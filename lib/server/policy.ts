import type { PersonRole } from '#lib/contract/people.ts';

/**
 * Who may do what: every route and page of the console, every method that it takes, and the roles that may use it. A
 * route, method or page that is missing here fails the build. Handlers and pages decide by it themselves; nothing in
 * front of them is the lock.
 */

/** `key`: whoever holds a virtual key or, in local mode, calls `/v1` without one; `anonymous`: nobody is signed in. */
export type Role = PersonRole | 'key' | 'anonymous';

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

type Row = Readonly<Partial<Record<Method, readonly Role[]>>>;

const ADMIN = ['admin'] as const;
/** Who calls models, and so holds keys. Of what is somebody's, developers see and change only their own. */
const CALLERS = ['admin', 'developer'] as const;
const SIGNED_IN = ['admin', 'developer', 'viewer'] as const;
/** Who sees everybody's use. */
const WATCHERS = ['admin', 'viewer'] as const;
const ANYBODY = [...SIGNED_IN, 'anonymous'] as const;
const GATEWAY = [...CALLERS, 'key'] as const;

export const POLICY = {
  '/api/account/password': { PUT: SIGNED_IN },
  '/api/account/sessions': { GET: SIGNED_IN, DELETE: SIGNED_IN },
  '/api/alerts/episodes': { GET: WATCHERS },
  '/api/alerts/firing': { GET: WATCHERS },
  '/api/alerts/rules': { GET: WATCHERS, POST: ADMIN },
  '/api/alerts/rules/[id]': { PATCH: ADMIN, DELETE: ADMIN },
  '/api/alerts/webhooks': { GET: ADMIN, POST: ADMIN },
  '/api/alerts/webhooks/[id]': { PATCH: ADMIN, DELETE: ADMIN },
  '/api/alerts/webhooks/[id]/test': { POST: ADMIN },
  '/api/audit': { GET: ADMIN },
  '/api/audit/export': { GET: ADMIN },
  '/api/connection': { GET: SIGNED_IN, POST: CALLERS },
  // Each sees their own and nobody else’s, an admin as well.
  '/api/conversations': { GET: CALLERS, POST: CALLERS },
  '/api/conversations/[id]': { GET: CALLERS, DELETE: CALLERS },
  '/api/conversations/[id]/changes': { POST: CALLERS },
  '/api/conversations/[id]/restore': { POST: CALLERS },
  '/api/conversations/[id]/share': { GET: CALLERS, POST: CALLERS, DELETE: CALLERS },
  '/api/conversations/search': { GET: CALLERS },
  '/api/invitations': { GET: ADMIN, POST: ADMIN },
  '/api/invitations/[id]': { DELETE: ADMIN },
  // Whoever has the link: its token is what opens the door.
  '/api/invitations/accept': { POST: ANYBODY },
  '/api/invitations/open': { POST: ANYBODY },
  '/api/keys': { GET: CALLERS, POST: CALLERS },
  '/api/keys/[id]': { GET: CALLERS, PATCH: CALLERS, DELETE: CALLERS },
  '/api/keys/[id]/payloads': { GET: CALLERS, DELETE: CALLERS },
  '/api/keys/[id]/recent': { GET: CALLERS },
  '/api/keys/[id]/rotate': { POST: CALLERS },
  '/api/limits': { GET: SIGNED_IN },
  '/api/limits/events': { GET: SIGNED_IN },
  '/api/limits/minutes': { GET: SIGNED_IN },
  '/api/logs': { GET: SIGNED_IN },
  '/api/logs/[id]': { GET: SIGNED_IN },
  // What people say is theirs; an admin who reads it is remembered.
  '/api/logs/[id]/payload': { GET: CALLERS },
  '/api/logs/tail': { GET: SIGNED_IN },
  '/api/models': { GET: SIGNED_IN },
  '/api/people': { GET: ADMIN },
  '/api/people/[id]': { PATCH: ADMIN },
  '/api/people/[id]/reset': { POST: ADMIN },
  '/api/people/[id]/sessions': { DELETE: ADMIN },
  // Of pictures, too, everybody has their own.
  '/api/pictures': { POST: CALLERS },
  '/api/pictures/[id]': { GET: CALLERS },
  '/api/pictures/remote': { POST: CALLERS },
  '/api/plans': { GET: SIGNED_IN, POST: ADMIN },
  '/api/plans/[id]': { PATCH: ADMIN, DELETE: ADMIN },
  '/api/plans/local': { GET: SIGNED_IN, PUT: ADMIN },
  '/api/preferences': { PUT: ANYBODY },
  '/api/quota': { GET: CALLERS },
  '/api/runs': { POST: CALLERS },
  '/api/runs/[id]': { GET: CALLERS, DELETE: CALLERS },
  '/api/runs/[id]/events': { GET: CALLERS },
  '/api/session': { GET: ANYBODY, POST: ANYBODY, DELETE: ANYBODY },
  '/api/settings': { GET: ADMIN, PATCH: ADMIN },
  // Of local mode's admin: from the first account on it answers 409.
  '/api/setup': { POST: ADMIN },
  '/api/shared/[id]': { GET: SIGNED_IN },
  '/api/shared/[id]/pictures/[picture]': { GET: SIGNED_IN },
  '/api/usage': { GET: SIGNED_IN },
  '/api/usage/check': { GET: SIGNED_IN },
  '/api/usage/export': { GET: SIGNED_IN },
  '/api/usage/report': { GET: SIGNED_IN },
  '/api/usage/sample': { POST: CALLERS },
  // Every method reaches the gateway, which answers those that it does not take in the API's own form.
  '/v1/[...path]': {
    ...{ GET: GATEWAY, HEAD: GATEWAY, POST: GATEWAY, PUT: GATEWAY, PATCH: GATEWAY, DELETE: GATEWAY, OPTIONS: GATEWAY },
  },
} as const satisfies Readonly<Record<`/${string}`, Row>>;

export type RouteId = keyof typeof POLICY;

/** The roles that may call a route so; none for what is not in the table. */
export const rolesFor = (route: RouteId, method: Method): readonly Role[] => {
  const row: Row = POLICY[route];
  return row[method] ?? [];
};

export const PAGES = {
  '/': SIGNED_IN,
  '/account': SIGNED_IN,
  '/alerts': WATCHERS,
  '/audit': ADMIN,
  '/chat/[[...id]]': CALLERS,
  '/docs/[[...slug]]': SIGNED_IN,
  '/join': ANYBODY,
  '/keys': CALLERS,
  '/limits': SIGNED_IN,
  '/logs': SIGNED_IN,
  '/models': SIGNED_IN,
  '/people': ADMIN,
  '/plans': SIGNED_IN,
  '/settings': ADMIN,
  '/setup': ADMIN,
  // Whoever has the link; there is nothing to share before there are accounts.
  '/shared/[id]': SIGNED_IN,
  '/sign-in': ANYBODY,
  '/usage': SIGNED_IN,
  '/vision': CALLERS,
} as const satisfies Readonly<Record<`/${string}`, readonly Role[]>>;

export type PageId = keyof typeof PAGES;

/** Whether an address is one of the pages. */
export const isPage = (address: string): address is PageId => Object.hasOwn(PAGES, address);

/** Those that are open to anybody. */
export type OpenPageId = { [Page in PageId]: 'anonymous' extends (typeof PAGES)[Page][number] ? Page : never }[PageId];

/** Whether a role may see a page. */
export const maySee = (page: PageId, role: Role): boolean => {
  const roles: readonly Role[] = PAGES[page];
  return roles.includes(role);
};

/** Where somebody begins: those who may not call models, at what there is. */
export const homeOf = (role: Role): '/chat' | '/models' => (maySee('/chat/[[...id]]', role) ? '/chat' : '/models');

/** The sections of the navigation, and the page that each leads to. */
const SECTIONS = [
  ['chat', '/chat/[[...id]]'],
  ['vision', '/vision'],
  ['usage', '/usage'],
  ['limits', '/limits'],
  ['logs', '/logs'],
  ['alerts', '/alerts'],
  ['keys', '/keys'],
  ['plans', '/plans'],
  ['models', '/models'],
  ['people', '/people'],
  ['audit', '/audit'],
  ['docs', '/docs/[[...slug]]'],
  ['settings', '/settings'],
] as const satisfies readonly (readonly [string, PageId])[];

/** The sections that a role may see: the others would only lead to a refusal. */
export const sectionsFor = (role: Role) => SECTIONS.filter(([, page]) => maySee(page, role)).map(([name]) => name);
