/**
 * Who may do what: every route of the console, every method that it takes, and the roles that may use it. A route or
 * method that is missing here fails the build. Handlers decide by it themselves; nothing in front of them is the lock.
 */

/** `key`: whoever `/v1` takes for a caller, with a virtual key or, in local mode, without one. */
export const ROLES = ['admin', 'key'] as const;
export type Role = (typeof ROLES)[number];

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

type Row = Readonly<Partial<Record<Method, readonly Role[]>>>;

const ADMIN = ['admin'] as const;
const KEY = ['key'] as const;

export const POLICY = {
  '/api/connection': { GET: ADMIN, POST: ADMIN },
  '/api/keys': { GET: ADMIN, POST: ADMIN },
  '/api/keys/[id]': { GET: ADMIN, PATCH: ADMIN, DELETE: ADMIN },
  '/api/keys/[id]/rotate': { POST: ADMIN },
  '/api/models': { GET: ADMIN },
  '/api/plans': { GET: ADMIN, POST: ADMIN },
  '/api/plans/[id]': { PATCH: ADMIN, DELETE: ADMIN },
  '/api/plans/local': { GET: ADMIN, PUT: ADMIN },
  '/api/preferences': { PUT: ADMIN },
  '/api/settings': { GET: ADMIN, PATCH: ADMIN },
  '/api/usage': { GET: ADMIN },
  // Every method reaches the gateway, which answers those that it does not take in the API's own form.
  '/v1/[...path]': { GET: KEY, HEAD: KEY, POST: KEY, PUT: KEY, PATCH: KEY, DELETE: KEY, OPTIONS: KEY },
} as const satisfies Readonly<Record<`/${string}`, Row>>;

export type RouteId = keyof typeof POLICY;

/** The roles that may call a route so; none for what is not in the table. */
export const rolesFor = (route: RouteId, method: Method): readonly Role[] => {
  const row: Row = POLICY[route];
  return row[method] ?? [];
};
