import type { Conversation } from '#lib/contract/conversations.ts';

export const LIST_GROUPS = ['pinned', 'today', 'yesterday', 'week', 'month', 'older'] as const;
export type ListGroup = (typeof LIST_GROUPS)[number];

/** A day, as a person counts them in their own zone. */
const dayOf = (ms: number): number => {
  const date = new Date(ms);
  // Without its zone's offset, so that days are counted, not hours: some have 23 or 25.
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
};

function groupOf({ pinned, updatedAtMs }: Conversation, today: number): ListGroup {
  if (pinned) return 'pinned';
  const days = today - dayOf(updatedAtMs);
  if (days <= 0) return 'today';
  if (days === 1) return 'yesterday';
  return days < 7 ? 'week' : days < 30 ? 'month' : 'older';
}

/** Conversations by when something was said last, the order within a group as given; empty groups are left out. */
export function toListGroups<Line extends Conversation>(
  conversations: readonly Line[],
  nowMs: number,
): readonly { readonly group: ListGroup; readonly conversations: readonly Line[] }[] {
  const today = dayOf(nowMs);
  const groups = new Map<ListGroup, Line[]>();
  for (const conversation of conversations) {
    const group = groupOf(conversation, today);
    groups.set(group, [...(groups.get(group) ?? []), conversation]);
  }
  return LIST_GROUPS.flatMap((group) => {
    const found = groups.get(group);
    return found === undefined ? [] : [{ group, conversations: found }];
  });
}
