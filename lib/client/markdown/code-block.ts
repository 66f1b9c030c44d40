import type { MarkdownContext } from './context.ts';
import { element, shown, text } from './dom.ts';
import type { Highlighter, HighlightJob } from './highlighter.ts';
import type { MarkdownLabels } from './labels.ts';

const COPIED_SHOWN_MS = 1600;

/**
 * A block of code that may grow: a line that is complete is never touched again but to be coloured, and colours come
 * from a worker, in their own time. The text is always the source's own.
 */
export class CodeBlock {
  readonly node: HTMLElement;
  readonly #code: HTMLElement;
  readonly #lines: HTMLElement[] = [];
  readonly #language: string;
  readonly #highlighter: Highlighter;
  #source = '';
  #job: HighlightJob | undefined;
  /** Lines that the worker was given. */
  #sent = 0;

  constructor(language: string, { labels, highlighter }: MarkdownContext) {
    this.#language = language;
    this.#highlighter = highlighter;
    this.#code = element('code');
    const name = element('span', [text(language || labels.code)]);
    const button = element('button', [text(labels.copy)], 'md-copy');
    button.setAttribute('type', 'button');
    button.addEventListener('click', () => void this.#copy(button, labels));
    const pre = element('pre', [this.#code]);
    pre.tabIndex = 0;
    this.node = element('div', [element('div', [name, button], 'md-code-bar'), pre], 'md-code');
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', language || labels.code);
  }

  /** Shows `source`; what it began with before stays untouched. @param ended no further line will come */
  update(source: string, ended: boolean): void {
    const grows = source.startsWith(this.#source);
    // Lines before the last one are complete.
    const first = grows ? Math.max(0, this.#lines.length - 1) : 0;
    const lines = source.slice(grows ? this.#source.lastIndexOf('\n') + 1 : 0).split('\n');
    this.#source = source;
    for (const [offset, content] of lines.entries()) {
      setWords(this.#lines[first + offset] ?? this.#addLine(), shown(content));
    }
    for (const extra of this.#lines.splice(first + lines.length)) {
      extra.previousSibling?.remove();
      extra.remove();
    }
    this.#highlight(lines, { first, ended });
  }

  #addLine(): HTMLElement {
    const line = element('span');
    // Line ends stand between the lines: a line that is complete looks no different from the last one.
    if (this.#lines.length > 0) this.#code.append(text('\n'));
    this.#code.append(line);
    this.#lines.push(line);
    return line;
  }

  /** @param lines those from `first` on, of which none was sent before, but for the last one */
  #highlight(lines: readonly string[], { first, ended }: { first: number; ended: boolean }): void {
    const complete = first + (ended ? lines.length : lines.length - 1);
    if (this.#language === '' || complete <= this.#sent) return;
    this.#job ??= this.#highlighter.start(this.#language, (lineIndex, tokens) => {
      const line = this.#lines[lineIndex];
      const joined = tokens.map(([content]) => content).join('');
      // A line that was replaced meanwhile keeps its own text.
      if (line === undefined || line.textContent !== joined) return;
      const spans = tokens.map(([content, colour]) => {
        if (colour === '') return text(content);
        const span = element('span', [text(content)]);
        span.style.color = colour;
        return span;
      });
      line.replaceChildren(...spans);
    });
    this.#job.push(lines.slice(this.#sent - first, complete - first), ended);
    this.#sent = complete;
  }

  async #copy(button: HTMLElement, labels: MarkdownLabels): Promise<void> {
    await navigator.clipboard.writeText(this.#source);
    button.textContent = labels.copied;
    setTimeout(() => {
      button.textContent = labels.copy;
    }, COPIED_SHOWN_MS);
  }
}

/** Words that grow are added to: a selection in them stays. */
function setWords(line: HTMLElement, content: string): void {
  const { firstChild, textContent } = line;
  if (textContent === content) return;
  if (firstChild instanceof Text && firstChild === line.lastChild && content.startsWith(firstChild.data)) {
    firstChild.appendData(content.slice(firstChild.data.length));
  } else line.replaceChildren(document.createTextNode(content));
}
