import { element } from './dom.ts';

/** So many blocks are laid out and painted together: enough that a long answer has few parts, a screen or two of text. */
const PART_BLOCKS = 12;

/**
 * The blocks of a text in their order, in parts of a fixed number: the style sheet lets the browser skip the parts that
 * are out of view. A block's place follows from its number alone, so that none ever has to move.
 */
export class Parts {
  readonly #container: HTMLElement;
  readonly #parts: HTMLElement[] = [];
  #count = 0;

  constructor(container: HTMLElement) {
    this.#container = container;
    container.replaceChildren();
  }

  at(index: number): ChildNode | undefined {
    return index < this.#count ? this.#part(index)?.childNodes[index % PART_BLOCKS] : undefined;
  }

  /** Puts a node where another one is, or behind the last one. */
  put(index: number, node: Node): void {
    const old = this.at(index);
    if (old !== undefined) old.replaceWith(node);
    else {
      (this.#part(index) ?? this.#addPart()).append(node);
      this.#count = index + 1;
    }
  }

  /** Removes what stands behind the first so many. */
  cut(count: number): void {
    for (; this.#count > count; this.#count--) {
      const part = this.#part(this.#count - 1);
      part?.lastChild?.remove();
      if (part?.firstChild === null) this.#parts.pop()?.remove();
    }
  }

  #part(index: number): HTMLElement | undefined {
    return this.#parts[Math.floor(index / PART_BLOCKS)];
  }

  #addPart(): HTMLElement {
    const part = element('div', [], 'md-part');
    this.#parts.push(part);
    this.#container.append(part);
    return part;
  }
}
