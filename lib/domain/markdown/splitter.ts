import { lexBlocks, lexOutline, type MarkdownToken, shows } from './lex.ts';
import { openBlockFormulaAt } from './math.ts';

/** A code fence whose end has not come. */
export interface OpenFence {
  readonly language: string;
  /** Grows; the last line may be unfinished. */
  readonly code: string;
}

export interface Split {
  /** Blocks that are finished since the last call: nothing that follows can change them. */
  readonly finished: readonly MarkdownToken[];
  /** What is still open: at the end of the text, or where more text may change its meaning. */
  readonly tail: string;
  /** The tail when it is a fence: its lines need no lexer. */
  readonly fence: OpenFence | undefined;
}

const FENCE_START = /^ {0,3}(`{3,}|~{3,})([^\n]*)\n/;

/**
 * Cuts a growing text into blocks. Each block is lexed a bounded number of times: a finished one never again, and an
 * open fence, the longest block in practice, only scanned for its end.
 */
export class BlockSplitter {
  #tail = '';
  /** A CR at the end of a chunk may be half of a CRLF. */
  #heldCr = false;
  /** Up to here the open fence's lines are known not to end it. */
  #fenceScanned = 0;
  #fenceClosed = false;
  /** So much of the tail has been looked at for finished blocks. */
  #lexed = 0;

  append(delta: string): Split {
    this.#tail += this.#normalise(delta);
    const finished: MarkdownToken[] = [];
    for (;;) {
      const fence = this.#openFence();
      if (fence !== undefined) return { finished, tail: this.#tail, fence };
      const blocks = this.#finishedBlocks();
      if (blocks.length === 0) return { finished, tail: this.#tail, fence: undefined };
      finished.push(...blocks);
      this.#tail = this.#tail.slice(blocks.reduce((length, { raw }) => length + raw.length, 0));
      this.#fenceScanned = 0;
      this.#fenceClosed = false;
      this.#lexed = 0;
    }
  }

  /** The rest, as blocks; the text has ended. */
  finish(): readonly MarkdownToken[] {
    const tail = this.#heldCr ? `${this.#tail}\n` : this.#tail;
    this.#tail = '';
    return lexBlocks(tail);
  }

  #normalise(delta: string): string {
    let text = this.#heldCr ? `\r${delta}` : delta;
    this.#heldCr = text.endsWith('\r');
    if (this.#heldCr) text = text.slice(0, -1);
    return text.replace(/\r\n?/g, '\n');
  }

  /** Blocks before the last one that shows anything; a line that is not complete yet decides nothing. */
  #finishedBlocks(): MarkdownToken[] {
    const complete = this.#tail.slice(0, this.#tail.lastIndexOf('\n') + 1);
    if (complete.length <= this.#lexed) return [];
    this.#lexed = complete.length;
    const outline = lexOutline(complete);
    const last = outline.findLastIndex(shows);
    const undecidedAt = openBlockFormulaAt(complete, inCode(outline));
    let [count, end] = [0, 0];
    while (count < last) {
      end += outline[count]?.raw.length ?? 0;
      if (undecidedAt >= 0 && end > undecidedAt) break;
      count++;
    }
    return count === 0 ? [] : lexBlocks(complete).slice(0, count);
  }

  #openFence(): OpenFence | undefined {
    const start = this.#fenceClosed ? null : FENCE_START.exec(this.#tail);
    const [opening = '', marker = '', info = ''] = start ?? [];
    // A backtick after backticks makes it inline code.
    if (start === null || (marker.startsWith('`') && info.includes('`'))) return undefined;
    const ends = new RegExp(`^ {0,3}${marker[0]}{${marker.length},}[ \\t]*$`);
    let at = Math.max(opening.length, this.#fenceScanned);
    for (let end = this.#tail.indexOf('\n', at); end >= 0; end = this.#tail.indexOf('\n', at)) {
      if (ends.test(this.#tail.slice(at, end))) {
        // From here on the lexer has it.
        this.#fenceClosed = true;
        return undefined;
      }
      at = end + 1;
    }
    this.#fenceScanned = at;
    return { language: languageOf(lexOutline(opening)[0]), code: this.#tail.slice(opening.length) };
  }
}

/** Whether an index of the blocks' text lies in one of code. */
function inCode(blocks: readonly MarkdownToken[]): (index: number) => boolean {
  let end = 0;
  const spans = blocks.flatMap(({ type, raw }) => {
    const start = end;
    end += raw.length;
    return type === 'code' ? [{ start, end }] : [];
  });
  return (index) => spans.some((span) => index >= span.start && index < span.end);
}

/** The first word behind a fence, as marked reads it; empty for other blocks. */
export function languageOf(token: MarkdownToken | undefined): string {
  return token?.type === 'code' ? (token.lang?.trim().split(/\s/)[0] ?? '') : '';
}
