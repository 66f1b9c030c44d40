import type { PersonRole } from '#lib/contract/people.ts';

export interface StoredPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: PersonRole;
  readonly plan: string;
  readonly disabled: boolean;
  readonly createdAtMs: number;
}

/** A person beside where they are signed in. */
export interface ListedPerson extends StoredPerson {
  readonly sessions: number;
  /** To the hour; `null`: not signed in anywhere. */
  readonly lastSeenAtMs: number | null;
}

export interface StoredSession {
  readonly id: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
  readonly peer: string | null;
  readonly userAgent: string | null;
}

export type PersonChange = {
  readonly [Name in 'name' | 'role' | 'plan' | 'disabled']?: StoredPerson[Name] | undefined;
};

interface SessionChoice {
  readonly except?: string | null;
  readonly only?: string | null;
}

/** People and what the sign-in library keeps of them. */
export interface PeopleStore {
  /** Whether there is an account: from the first one on this is a team's. */
  any(): Promise<boolean>;
  find(id: string): Promise<StoredPerson | undefined>;
  findByEmail(email: string): Promise<StoredPerson | undefined>;
  /** Oldest first. */
  list(): Promise<ListedPerson[]>;
  /** Whether a session is there still, and its person enabled and of this role. */
  isIn(sessionId: string, role: string): Promise<boolean>;
  /** Admins who can sign in. */
  countAdmins(): Promise<number>;
  /** @param passwordHash as the sign-in library made it. @returns false when the address is taken */
  insert(person: StoredPerson, passwordHash: string): Promise<boolean>;
  /** Changes what is given and nothing else. @returns undefined when there is none */
  update(id: string, change: PersonChange): Promise<StoredPerson | undefined>;
  /** The hash of the password of whoever has this address; undefined for nobody. */
  passwordHash(email: string): Promise<string | undefined>;
  setPassword(id: string, passwordHash: string): Promise<void>;
  sessions(personId: string): Promise<StoredSession[]>;
  /** @param options `except`: the one that stays; `only`: the one that ends. @returns how many ended */
  endSessions(personId: string, options?: SessionChoice): Promise<number>;
  /** Deletes sessions that ended by themselves before this instant, in Unix milliseconds. */
  pruneSessions(beforeMs: number): Promise<void>;
}

/** A link that lets somebody in once, as it is kept: all but its token. */
export interface StoredInvitation {
  readonly id: string;
  /** SHA-256 of the token, in hex. */
  readonly tokenHash: string;
  /** Whose password it sets anew; `null`: it makes a person. */
  readonly personId: string | null;
  readonly role: PersonRole;
  readonly plan: string;
  readonly email: string | null;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Open ones only: a link that was used, withdrawn, or has expired is as good as none. */
export interface InvitationStore {
  /** Newest first. */
  list(nowMs: number): Promise<StoredInvitation[]>;
  findByHash(tokenHash: string, nowMs: number): Promise<StoredInvitation | undefined>;
  insert(invitation: StoredInvitation): Promise<void>;
  /** Uses it up. @returns undefined when it is not open, also when somebody else was faster */
  take(tokenHash: string, nowMs: number): Promise<StoredInvitation | undefined>;
  /** @returns undefined when it is not open */
  withdraw(id: string, nowMs: number): Promise<StoredInvitation | undefined>;
  /** Those that set this person's password. */
  withdrawResets(personId: string, nowMs: number): Promise<void>;
  /** Those that somebody made. @returns how many */
  withdrawBy(createdBy: string, nowMs: number): Promise<number>;
  /** Deletes those that were used, withdrawn or out of date before this instant, in Unix milliseconds. */
  prune(beforeMs: number): Promise<void>;
}
