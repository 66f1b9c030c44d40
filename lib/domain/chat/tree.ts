import type { MessageNode } from '#lib/contract/conversations.ts';

/** Where a message stands. */
export type Placed = Pick<MessageNode, 'id' | 'parentId' | 'createdAtMs' | 'removed'>;

/** A conversation's messages, found by their ids and by what they follow. */
export interface Tree<Node extends Placed> {
  /** Removed ones as well. */
  readonly nodes: ReadonlyMap<string, Node>;
  /** What follows a message, in the order of coming; under `null` those that follow none. Removed ones follow nothing. */
  readonly followers: ReadonlyMap<string | null, readonly Node[]>;
}

/** The tree that messages form, in whatever order they are given. */
export function treeOf<Node extends Placed>(messages: Iterable<Node>): Tree<Node> {
  const nodes = new Map<string, Node>();
  const followers = new Map<string | null, Node[]>();
  for (const node of messages) nodes.set(node.id, node);
  for (const node of nodes.values()) {
    if (node.removed) continue;
    const known = followers.get(node.parentId);
    if (known === undefined) followers.set(node.parentId, [node]);
    else known.push(node);
  }
  for (const siblings of followers.values()) siblings.sort((a, b) => a.createdAtMs - b.createdAtMs);
  return { nodes, followers };
}

/** The messages from the first one to the head: what is shown, and what a model is sent. */
export function wayTo<Node extends Placed>({ nodes }: Pick<Tree<Node>, 'nodes'>, headId: string | null): Node[] {
  const way: Node[] = [];
  for (let node = nodes.get(headId ?? ''); node !== undefined; node = nodes.get(node.parentId ?? '')) way.push(node);
  return way.reverse();
}

/** Those that follow the same message as this one, itself among them, in the order of coming. */
export function siblingsOf<Node extends Placed>({ nodes, followers }: Tree<Node>, id: string): readonly Node[] {
  const node = nodes.get(id);
  return node === undefined ? [] : (followers.get(node.parentId) ?? []);
}

/** Where the newest way through a message ends: what to show when it is chosen among its siblings. */
export function leafBelow<Node extends Placed>(tree: Tree<Node>, id: string): string {
  const start = tree.nodes.get(id);
  return (start === undefined ? undefined : newestLeaf(tree, [start])?.id) ?? id;
}

/** Of all the ways through these messages, where the one ends whose last message came last. */
export function newestLeaf<Node extends Placed>(
  { followers }: Pick<Tree<Node>, 'followers'>,
  from: readonly Node[],
): Node | undefined {
  let newest: Node | undefined;
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const next = followers.get(node.id);
    if (next !== undefined) open.push(...next);
    else if (newest === undefined || node.createdAtMs > newest.createdAtMs) newest = node;
  }
  return newest;
}
