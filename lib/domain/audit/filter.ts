import * as z from 'zod/mini';
import { AUDIT_ACTIONS, type AuditFilter } from '#lib/contract/audit.ts';
import { printable } from '#lib/contract/text.ts';
import type { createDays } from './days.ts';

const MAX_CHARACTERS = 100;
/** What cannot be used is as if it was not there. */
const usable = <Schema extends z.ZodMiniType>(schema: Schema) => z.catch(z.optional(schema), undefined);
const word = usable(z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_CHARACTERS), printable()));
const day = usable(z.iso.date());

const filterSchema = z.object({
  action: usable(z.enum(AUDIT_ACTIONS)),
  /** Id of a person. */
  actor: word,
  /** Id of whom or what it was done to. */
  target: word,
  text: word,
  /** The first day, in the installation's zone. */
  from: day,
  /** The last day. */
  to: day,
});

/** Which entries the page shows, as its address says. */
export type PageFilter = Readonly<z.infer<typeof filterSchema>>;

/** Reads the address's parameters. */
export const readFilter = (params: Iterable<readonly [string, string]>): PageFilter =>
  filterSchema.parse(Object.fromEntries(params));

/** The same filter with another field; an empty text is none. */
export const changeFilter = (filter: PageFilter, change: Partial<Record<keyof PageFilter, string>>): PageFilter =>
  filterSchema.parse({ ...filter, ...change });

export const NO_FILTER: PageFilter = {
  ...{ action: undefined, actor: undefined, target: undefined },
  ...{ text: undefined, from: undefined, to: undefined },
};

/** Parameters of an address, of the page or of the API. */
export const filterParams = (filter: PageFilter | AuditFilter): URLSearchParams =>
  new URLSearchParams(Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** What the API is asked for. */
export function toAuditFilter({ from, to, ...rest }: PageFilter, days: ReturnType<typeof createDays>): AuditFilter {
  const fromMs = days.windowOf(from ?? '')?.startMs;
  const toMs = days.windowOf(to ?? '')?.endMs;
  return { ...rest, from: toInstant(fromMs), to: toInstant(toMs) };
}

const toInstant = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();
