import type { MessageNode } from '#lib/contract/conversations.ts';
import { type Message, toMessage } from './message.ts';
import { siblingsOf, treeOf, wayTo } from './tree.ts';

/** Where a message stands among those that follow the same one. */
export interface Branch {
  /** Of the siblings, itself among them, in the order of coming. */
  readonly ids: readonly string[];
  readonly index: number;
}

/** A conversation as it is shown: the way to its head. */
export interface Shown {
  readonly nodes: readonly MessageNode[];
  readonly messages: readonly Message[];
  /** By the message's id, of those that have siblings. */
  readonly branches: ReadonlyMap<string, Branch>;
}

/** @param known messages as they were shown before: one that has not changed is the same object again */
export function shownOf(
  nodes: readonly MessageNode[],
  headId: string | null,
  known: ReadonlyMap<MessageNode, Message> = new Map(),
): Shown {
  const tree = treeOf(nodes);
  const way = wayTo(tree, headId);
  const branches = new Map<string, Branch>();
  for (const { id } of way) {
    const ids = siblingsOf(tree, id).map((sibling) => sibling.id);
    if (ids.length > 1) branches.set(id, { ids, index: ids.indexOf(id) });
  }
  return { nodes: way, messages: way.map((node) => known.get(node) ?? toMessage(node)), branches };
}
