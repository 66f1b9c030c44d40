import type { PersonRole } from '#lib/contract/people.ts';

/** Whether what somebody owns is this person's to see and change: an admin's is everything. */
export const mayTouch = ({ id, role }: { readonly id: string; readonly role: PersonRole }, owner: string): boolean =>
  role === 'admin' || owner === id;
