/** Characters that turn the reading direction could show a link or code as something else. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/** The words as they are shown; as long as they were. */
export const shown = (content: string): string => content.replace(BIDI_CONTROLS, '\ufffd');

export const text = (content: string): Text => document.createTextNode(shown(content));

export function element(name: string, children: readonly Node[] = [], className = ''): HTMLElement {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}
