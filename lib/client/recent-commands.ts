const KEY = 'ruijing.commands.1';

const MAX_REMEMBERED = 5;

/** Ids of what was chosen in the palette, the latest first. */
export function recentCommands(): string[] {
  try {
    return (localStorage.getItem(KEY) ?? '').split(' ').filter(Boolean);
  } catch {
    // A browser may refuse storage altogether.
    return [];
  }
}

/** @param id without a space */
export function rememberCommand(id: string): void {
  try {
    const ids = [id, ...recentCommands().filter((other) => other !== id)];
    localStorage.setItem(KEY, ids.slice(0, MAX_REMEMBERED).join(' '));
  } catch {
    // Without storage it is not remembered; nothing else is lost.
  }
}
