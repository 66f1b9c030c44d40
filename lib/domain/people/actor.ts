import type { AUDIT_ROLES } from '#lib/contract/audit.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import type { PersonRole } from '#lib/contract/people.ts';

/** Who does something, as the audit log remembers them. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly role: (typeof AUDIT_ROLES)[number];
  /** The address that the request came from; `null` where it is not known. */
  readonly peer: string | null;
  readonly requestId: string;
  /** The session that it is done in: the act counts only while that holds; `null`: in none. */
  readonly sessionId: string | null;
}

/** A person who is signed in, or whoever sits at the machine in local mode. */
export interface Principal {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: PersonRole;
  /** `null`: the plan of calls without a key. */
  readonly plan: string | null;
  /** The session that the request came with; `null` in local mode. */
  readonly sessionId: string | null;
}

/** In local mode whoever passes the guards sits at this machine: its admin. */
export const LOCAL_ADMIN: Principal = {
  id: LOCAL_OWNER,
  name: LOCAL_OWNER,
  email: null,
  role: 'admin',
  plan: null,
  sessionId: null,
};

/** What the request itself adds to who made it. */
export type Origin = Pick<Actor, 'peer' | 'requestId'>;

export const actorOf = (principal: Principal, origin: Origin): Actor => ({
  id: principal.id,
  name: principal.name,
  role: principal.sessionId === null ? 'local' : principal.role,
  sessionId: principal.sessionId,
  ...origin,
});

/** Somebody who is not signed in; @param name what they call themselves */
export const nobody = (origin: Origin, name = ''): Actor => ({
  id: '',
  name,
  role: 'nobody',
  sessionId: null,
  ...origin,
});
