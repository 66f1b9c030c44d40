const KEY = 'ruijing.code.1';

/** Of the forms of code that there are, the one that this browser was last shown, else the first. */
export function rememberedCodeForm<Id extends string>(ids: readonly [Id, ...Id[]]): Id {
  try {
    const remembered = localStorage.getItem(KEY);
    return ids.find((id) => id === remembered) ?? ids[0];
  } catch {
    // A browser may refuse storage: it then starts with the first one.
    return ids[0];
  }
}

export function rememberCodeForm(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // The same.
  }
}
