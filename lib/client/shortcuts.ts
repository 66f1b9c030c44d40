import { availableCommand, COMMANDS, type CommandId } from './commands.ts';

/**
 * Every shortcut of the console: the one table that keys, menus and `aria-keyshortcuts` go by. `Mod` is ⌘ on Apple's
 * systems and Ctrl elsewhere. Those that ChatGPT's users know mean here what they mean there. Left alone are what
 * browsers keep for themselves (Mod+N, T, W, Q with or without Shift), developer tools (Mod+Shift+C, I, J), and what
 * input methods take (Ctrl+Space, Ctrl+Shift+F, Ctrl+full stop).
 */
export const SHORTCUTS = {
  openPalette: ['Mod+K'],
  openShortcuts: ['Mod+/', '?'],
  newChat: ['Mod+Shift+O'],
  focusComposer: ['Shift+Escape', '/'],
  stop: ['Escape'],
  copyAnswer: ['Mod+Shift+;'],
  toggleConversations: ['Mod+Shift+S'],
  toggleParameters: ['Mod+Shift+,'],
  toggleObjects: ['O'],
  toggleLabels: ['L'],
  toggleText: ['T'],
  toggleFaces: ['F'],
  toggleColors: ['C'],
} as const satisfies Partial<Record<CommandId, readonly string[]>>;

export type ShortcutId = keyof typeof SHORTCUTS;

export const hasShortcut = (id: string): id is ShortcutId => Object.hasOwn(SHORTCUTS, id);

const CODES: Readonly<Record<string, string>> = { ';': 'Semicolon', ',': 'Comma' };

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey'>;

/** @param apple whether ⌘ is the key of shortcuts here */
export function matchesShortcut(shortcut: string, event: Pressed, apple: boolean): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  const shift = parts.includes('Shift');
  // Alt types characters, as AltGr does, which Windows reports as Ctrl+Alt.
  if (event.altKey || event.metaKey !== (mod && apple) || event.ctrlKey !== (mod && !apple)) return false;
  // A sign that no Shift is asked for may lie under Shift on another keyboard: `/` does on a German one.
  const anyShift = key.length === 1 && !shift && !/[A-Z]/.test(key);
  if (!anyShift && event.shiftKey !== shift) return false;
  if (/^[A-Z]$/.test(key)) {
    // A keyboard of another script has no such letter: there the place of the key counts.
    return /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() === key : event.code === `Key${key}`;
  }
  // With Shift a key has another sign, and a Chinese one at that when an input method is on.
  return shift && key in CODES ? event.code === CODES[key] : event.key === key;
}

/** For `aria-keyshortcuts`: in the words of `KeyboardEvent.key` (WAI-ARIA 1.2). */
export const toAriaShortcuts = (id: ShortcutId, apple: boolean): string =>
  SHORTCUTS[id].map((shortcut) => shortcut.replace('Mod', apple ? 'Meta' : 'Control')).join(' ');

const APPLE_CAPS: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Escape: 'Esc', Enter: '↩' };
const OTHER_CAPS: Readonly<Record<string, string>> = { Mod: 'Ctrl', Escape: 'Esc' };

/** What is written on the keys, one after the other; Apple's people know them in the order ⇧⌘. */
export function toKeycaps(shortcut: string, apple: boolean): string[] {
  const parts = shortcut.split('+');
  const ordered = apple && parts.includes('Shift') ? ['Shift', ...parts.filter((part) => part !== 'Shift')] : parts;
  return ordered.map((part) => (apple ? APPLE_CAPS : OTHER_CAPS)[part] ?? part);
}

/** A key that types a character belongs to whoever types. */
const typesCharacter = (shortcut: string): boolean => shortcut.length === 1;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const field = target.closest('input, textarea, select');
  return target.isContentEditable || (field !== null && !(field instanceof HTMLInputElement && !isTextual(field)));
}

const UNTYPED_INPUTS = new Set(['checkbox', 'radio', 'range', 'button', 'submit', 'reset', 'file', 'color']);

const isTextual = ({ type }: HTMLInputElement): boolean => !UNTYPED_INPUTS.has(type);

/**
 * Runs commands by their keys.
 *
 * @returns ends it
 */
export function listenForShortcuts(target: Window, apple: boolean): () => void {
  const ids = Object.values(COMMANDS).flat().filter(hasShortcut);
  const onKeyDown = (event: KeyboardEvent) => {
    // Whatever is open above the page comes first: it has taken the key, or the page behind it must not.
    if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    const typing = isTyping(event.target);
    const id = ids.find((candidate) =>
      SHORTCUTS[candidate].some(
        (shortcut) => !(typing && typesCharacter(shortcut)) && matchesShortcut(shortcut, event, apple),
      ),
    );
    const command = id === undefined ? undefined : availableCommand(id);
    if (command === undefined) return;
    event.preventDefault();
    // A key that is held down repeats itself; nobody means a command twice by that.
    if (!event.repeat) command.run();
  };
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}
