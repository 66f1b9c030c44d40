/**
 * Under a finger Enter breaks the line and the button sends: an on-screen keyboard has no Shift+Enter. A touch screen is
 * told by its being the main pointer; whoever has a keyboard at it sends with Ctrl or ⌘+Enter, as everywhere.
 */
const TOUCH = '(pointer: coarse)';

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** Whether this key sends the message that is being written. */
export function sendsMessage({ key, shiftKey, altKey, ctrlKey, metaKey }: Pressed): boolean {
  if (key !== 'Enter' || shiftKey || altKey) return false;
  return ctrlKey || metaKey || !matchMedia(TOUCH).matches;
}
