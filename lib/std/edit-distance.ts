/** How many characters must be put in, taken out or changed to make one text of another (Levenshtein). */
export function editDistance(one: string, other: string): number {
  const [characters, others] = [[...one], [...other]];
  let above = [0, ...others.map((_, index) => index + 1)];
  for (const [row, character] of characters.entries()) {
    const current = [row + 1];
    for (const [column, wanted] of others.entries()) {
      const changed = (above[column] ?? 0) + (character === wanted ? 0 : 1);
      current.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above.at(-1) ?? 0;
}
