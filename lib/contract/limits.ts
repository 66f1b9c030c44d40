/** Whose limit a call is counted against: its key's, its owner's on their plan, everybody's on the plan together. */
export const LIMIT_SCOPES = ['key', 'owner', 'plan'] as const;
export type LimitScope = (typeof LIMIT_SCOPES)[number];

/**
 * Who had no room for a call: this console's limit of requests a minute, of tokens, or of spending; the upstream's own
 * limit; an upstream that was overloaded.
 */
export const REFUSAL_KINDS = ['rate', 'quota', 'spend', 'upstream', 'overload'] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];
