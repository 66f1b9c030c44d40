interface Ordered {
  readonly id: string;
  readonly parentId: string | null;
  /** Milliseconds. */
  readonly createdAtMs: number;
}

/**
 * Messages so that each stands behind the one that it follows, and else in the order of their coming: those that follow
 * the same one always are. One that came before its parent did, since it was moved, stands right behind it.
 *
 * @returns without those whose way to a first message ends nowhere, or in a circle
 */
export function parentsFirst<Node extends Ordered>(nodes: readonly Node[]): Node[] {
  const followers = new Map<string | null, Node[]>();
  for (const node of nodes) {
    const known = followers.get(node.parentId);
    if (known === undefined) followers.set(node.parentId, [node]);
    else known.push(node);
  }
  const placed: { readonly node: Node; readonly atMs: number; readonly depth: number }[] = [];
  const open = (followers.get(null) ?? []).map((node) => ({ node, atMs: node.createdAtMs, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    placed.push(next);
    const { node: parent, atMs, depth } = next;
    for (const node of followers.get(parent.id) ?? []) {
      open.push({ node, atMs: Math.max(atMs, node.createdAtMs), depth: depth + 1 });
    }
  }
  return placed
    .sort((a, b) => a.atMs - b.atMs || a.depth - b.depth || a.node.createdAtMs - b.node.createdAtMs)
    .map(({ node }) => node);
}
