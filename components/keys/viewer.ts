import type { PersonRole, Session } from '#lib/contract/people.ts';

/** Who looks at the page. */
export interface Viewer {
  readonly id: string;
  readonly role: PersonRole;
  /** What they are on themselves; `null` in local mode. */
  readonly plan: string | null;
  readonly mode: Session['mode'];
}
