import * as z from 'zod/mini';
import { planIdSchema } from './plans.ts';
import { nameSchema } from './text.ts';

/** `/api/people`, `/api/invitations`, `/api/session`, `/api/account`: who may come in, and as what. */

/** What a person may do: all; call models and hold keys; look. */
export const PERSON_ROLES = ['admin', 'developer', 'viewer'] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];
export const personRoleSchema = z.enum(PERSON_ROLES);

const MAX_EMAIL_CHARACTERS = 254;
/** Small letters: whoever types their address otherwise is the same person. */
export const emailSchema = z
  .string()
  .check(z.trim(), z.toLowerCase(), z.maxLength(MAX_EMAIL_CHARACTERS), z.email('must be an e-mail address'));

export const MIN_PASSWORD_CHARACTERS = 12;
/** Longer ones cost the hash more than they add; ASVS 6.2.9 asks for 64 at least. */
export const MAX_PASSWORD_CHARACTERS = 128;
/** A password that is chosen. No rules of composition (ASVS 6.2.5): length is what counts. */
export const newPasswordSchema = z.string().check(
  z.minLength(MIN_PASSWORD_CHARACTERS, `must have at least ${MIN_PASSWORD_CHARACTERS} characters`),
  z.maxLength(MAX_PASSWORD_CHARACTERS, `must have at most ${MAX_PASSWORD_CHARACTERS} characters`),
  z.refine((text) => new Set(text).size >= MIN_PASSWORD_CHARACTERS / 3, 'must not repeat the same few characters'),
);
/** A password that is checked against one that was chosen. */
const givenPasswordSchema = z.string().check(z.minLength(1), z.maxLength(MAX_PASSWORD_CHARACTERS));

const instantSchema = z.iso.datetime({ offset: true });

export const personSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: nameSchema,
  role: personRoleSchema,
  /** What this person's own calls are on, and the keys that they make. */
  plan: planIdSchema,
  /** Cannot sign in; their keys are refused as well. */
  disabled: z.boolean(),
  createdAt: instantSchema,
  /** To the hour; `null`: not signed in anywhere. */
  lastSeenAt: z.nullable(instantSchema),
  sessions: z.int(),
});
export type Person = z.infer<typeof personSchema>;

export const personPatchSchema = z.strictObject({
  name: z.optional(nameSchema),
  role: z.optional(personRoleSchema),
  plan: z.optional(planIdSchema),
  disabled: z.optional(z.boolean()),
});
export type PersonPatch = z.infer<typeof personPatchSchema>;

/** `POST /api/setup`: the first account. */
export const setupSchema = z.strictObject({ name: nameSchema, email: emailSchema, password: newPasswordSchema });
export type Setup = z.infer<typeof setupSchema>;

/** `POST /api/session`. */
export const signInSchema = z.strictObject({ email: emailSchema, password: givenPasswordSchema });
export type SignIn = z.infer<typeof signInSchema>;

/** `GET /api/session`: who looks at this page. */
export const sessionSchema = z.object({
  /** `local`: nobody has an account, whoever sits at this machine is the admin. */
  mode: z.enum(['local', 'team']),
  person: z.nullable(
    z.object({ id: z.string(), name: z.string(), email: z.string(), role: personRoleSchema, plan: planIdSchema }),
  ),
});
export type Session = z.infer<typeof sessionSchema>;

/** `PUT /api/account/password`; every other session of the person ends. */
export const passwordChangeSchema = z.strictObject({ current: givenPasswordSchema, next: newPasswordSchema });

/** `GET /api/account/sessions`: where a person is signed in. */
export const accountSessionSchema = z.object({
  id: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  createdAt: instantSchema,
  /** To the hour. */
  lastSeenAt: instantSchema,
  peer: z.nullable(z.string()),
  userAgent: z.nullable(z.string()),
});
export type AccountSession = z.infer<typeof accountSessionSchema>;

const MAX_INVITATION_DAYS = 30;
export const DEFAULT_INVITATION_DAYS = 7;

export const invitationCreateSchema = z.strictObject({
  role: personRoleSchema,
  plan: planIdSchema,
  /** Only this address may come in by it; left out or `null`: whoever has the link. */
  email: z.optional(z.nullable(emailSchema)),
  days: z._default(z.int().check(z.gte(1), z.lte(MAX_INVITATION_DAYS)), DEFAULT_INVITATION_DAYS),
});
export type InvitationCreate = z.infer<typeof invitationCreateSchema>;

/** A link that lets somebody in once: a new person, or one who has lost their password. */
export const invitationSchema = z.object({
  id: z.string(),
  /** Whose password it sets anew; `null`: it makes a person. */
  personId: z.nullable(z.string()),
  role: personRoleSchema,
  plan: planIdSchema,
  email: z.nullable(z.string()),
  createdBy: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema,
});
export type Invitation = z.infer<typeof invitationSchema>;

/** The only answer that ever holds the token. */
export const invitationCreatedSchema = z.extend(invitationSchema, { token: z.string() });
export type InvitationCreated = z.infer<typeof invitationCreatedSchema>;

const MAX_TOKEN_CHARACTERS = 200;
const tokenSchema = z.string().check(z.minLength(1), z.maxLength(MAX_TOKEN_CHARACTERS));

/** `POST /api/invitations/open`: what a link is for; it stays unused. */
export const invitationOpenSchema = z.strictObject({ token: tokenSchema });
export const invitationOpenedSchema = z.object({
  kind: z.enum(['invitation', 'reset']),
  /** The address that it is for; `null`: the person chooses one. */
  email: z.nullable(z.string()),
  role: personRoleSchema,
  expiresAt: instantSchema,
});
export type InvitationOpened = z.infer<typeof invitationOpenedSchema>;

/** `POST /api/invitations/accept`: uses a link up. Name and address are a new person's; a reset needs neither. */
export const invitationAcceptSchema = z.strictObject({
  token: tokenSchema,
  name: z.optional(nameSchema),
  email: z.optional(emailSchema),
  password: newPasswordSchema,
});
export type InvitationAccept = z.infer<typeof invitationAcceptSchema>;
