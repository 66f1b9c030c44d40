import { lexBlocks, type MarkdownToken, shows } from '#lib/domain/markdown/lex.ts';
import { mendTail } from '#lib/domain/markdown/mend.ts';
import { BlockSplitter, type OpenFence } from '#lib/domain/markdown/splitter.ts';
import { adoptCode, blockNode, endCode, patchedNode } from './blocks.ts';
import { CodeBlock } from './code-block.ts';
import type { MarkdownContext } from './context.ts';
import { NoteLinks } from './note-links.ts';
import { Parts } from './parts.ts';

/**
 * Markdown that grows on the page. Finished blocks are frozen: their nodes are made once, stay where they are and are
 * never touched again. Only the open tail is lexed anew, and an open fence not even that.
 */
export class MarkdownView {
  readonly #context: MarkdownContext;
  readonly #splitter = new BlockSplitter();
  readonly #parts: Parts;
  readonly #notes = new NoteLinks();
  /** How many blocks are frozen; the nodes of the open tail follow them. */
  #frozen = 0;
  #openTokens: readonly MarkdownToken[] = [];
  #fence: CodeBlock | undefined;
  #length = 0;
  #ended = false;

  constructor(container: HTMLElement, context: MarkdownContext) {
    this.#context = context;
    this.#parts = new Parts(container);
  }

  /** Shows the text, of which what was shown before is the beginning. */
  update(text: string): void {
    const delta = text.slice(this.#length);
    if (delta === '' || this.#ended) return;
    this.#length = text.length;
    const { finished, tail, fence } = this.#splitter.append(delta);
    this.#freeze(finished);
    if (fence !== undefined) this.#showFence(fence);
    else this.#showTail(lexBlocks(mendTail(tail)));
  }

  /** Shows the text for good: what was open is read as it stands. Once; whatever comes after is ignored. */
  finish(text: string): void {
    if (this.#ended) return;
    this.#ended = true;
    const { finished } = this.#splitter.append(text.slice(this.#length));
    this.#length = text.length;
    this.#freeze([...finished, ...this.#splitter.finish()]);
    this.#showTail([]);
  }

  #freeze(tokens: readonly MarkdownToken[]): void {
    const shown = tokens.filter(shows);
    if (shown.length === 0) return;
    this.#adoptFence(shown);
    for (const token of shown) {
      const [before, ...others] = this.#openTokens;
      const node = this.#show(this.#frozen, { before, token, ended: true });
      if (token.type === 'code') endCode(node, token);
      if (token.raw.includes('[^')) this.#notes.add(node);
      this.#openTokens = others;
      this.#frozen++;
    }
  }

  /** Lets the block at a place show a token; what it shows already stays: its nodes, colours and selection. */
  #show(index: number, { before, token, ended }: Showing): Node {
    const node = this.#parts.at(index);
    const made =
      before === undefined || node === undefined
        ? blockNode(token, this.#context, ended)
        : patchedNode(node, { previous: before, next: token }, this.#context);
    if (made !== node) this.#parts.put(index, made);
    return made;
  }

  #showFence({ language, code }: OpenFence): void {
    if (this.#fence === undefined) {
      this.#fence = new CodeBlock(language, this.#context);
      this.#openTokens = [];
      this.#parts.put(this.#frozen, this.#fence.node);
      this.#parts.cut(this.#frozen + 1);
    }
    this.#fence.update(code, false);
  }

  #showTail(tokens: readonly MarkdownToken[]): void {
    const shown = tokens.filter(shows);
    this.#adoptFence(shown);
    for (const [index, token] of shown.entries()) {
      this.#show(this.#frozen + index, { before: this.#openTokens[index], token, ended: false });
    }
    this.#parts.cut(this.#frozen + shown.length);
    this.#openTokens = shown;
  }

  /** The fence has ended, or the text has: its block becomes the first of the tail's, as it stands. */
  #adoptFence([token]: readonly MarkdownToken[]): void {
    if (this.#fence === undefined) return;
    if (token?.type === 'code') {
      adoptCode(this.#fence, token);
      this.#openTokens = [token];
    } else this.#parts.cut(this.#frozen);
    this.#fence = undefined;
  }
}

interface Showing {
  /** What the block shows now. */
  readonly before: MarkdownToken | undefined;
  readonly token: MarkdownToken;
  /** Nothing more will come. */
  readonly ended: boolean;
}

/** A whole text at once, by the same way. */
export function renderMarkdown(container: HTMLElement, text: string, context: MarkdownContext): void {
  new MarkdownView(container, context).finish(text);
}
