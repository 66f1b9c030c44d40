import type { MarkedToken } from 'marked';
import { lexBlocks, shows } from '#lib/domain/markdown/lex.ts';
import { mendTail } from '#lib/domain/markdown/mend.ts';
import { BlockSplitter, type OpenFence } from '#lib/domain/markdown/splitter.ts';
import { adoptCode, type BlockContext, blockNode, endCode, patchBlocks } from './blocks.ts';
import { CodeBlock } from './code-block.ts';

/**
 * Markdown that grows on the page. Finished blocks are frozen: their nodes are made once and never touched again. Only
 * the open tail is lexed anew, and an open fence not even that.
 */
export class MarkdownView {
  readonly #context: BlockContext;
  readonly #splitter = new BlockSplitter();
  /** Holds the open tail, behind the frozen blocks; no box of its own. */
  readonly #open: HTMLElement = document.createElement('div');
  #openTokens: readonly MarkedToken[] = [];
  #fence: CodeBlock | undefined;
  #length = 0;
  #ended = false;

  constructor(container: HTMLElement, context: BlockContext) {
    this.#context = context;
    this.#open.className = 'md-open';
    container.replaceChildren(this.#open);
  }

  /** Shows the text, of which what was shown before is the beginning. */
  update(text: string): void {
    const delta = text.slice(this.#length);
    if (delta === '') return;
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
    this.#open.remove();
  }

  #freeze(tokens: readonly MarkedToken[]): void {
    const shown = tokens.filter(shows);
    if (shown.length === 0) return;
    this.#adoptFence(shown);
    for (const token of shown) {
      // A block that was shown as it is now only moves: its node, colours and selection stay. How many empty lines
      // follow is no part of it.
      const [before, ...others] = this.#openTokens;
      const node = before !== undefined && withoutEnd(before) === withoutEnd(token) ? this.#open.firstChild : null;
      if (node === null) this.#open.before(blockNode(token, this.#context, true));
      else {
        this.#openTokens = others;
        this.#open.before(node);
        if (token.type === 'code') endCode(node, token);
      }
    }
    this.#showTail([]);
  }

  #showFence({ language, code }: OpenFence): void {
    if (this.#fence === undefined) {
      this.#fence = new CodeBlock(language, this.#context);
      this.#openTokens = [];
      this.#open.replaceChildren(this.#fence.node);
    }
    this.#fence.update(code, false);
  }

  #showTail(tokens: readonly MarkedToken[]): void {
    const shown = tokens.filter(shows);
    this.#adoptFence(shown);
    patchBlocks(this.#open, { previous: this.#openTokens, next: shown }, this.#context);
    this.#openTokens = shown;
  }

  /** The fence has ended, or the text has: its block becomes the first of the tail's, as it stands. */
  #adoptFence([token]: readonly MarkedToken[]): void {
    if (this.#fence === undefined) return;
    if (token?.type === 'code') {
      adoptCode(this.#fence, token);
      this.#openTokens = [token];
    } else this.#open.replaceChildren();
    this.#fence = undefined;
  }
}

/** A block's source without the empty lines behind it. */
const withoutEnd = ({ raw }: MarkedToken): string => raw.replace(/\n+$/, '');

/** A whole text at once, by the same way. */
export function renderMarkdown(container: HTMLElement, text: string, context: BlockContext): void {
  new MarkdownView(container, context).finish(text);
}
