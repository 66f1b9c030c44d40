/** One event of a stream of server-sent events. */
export interface SseEvent {
  /** `message` unless the stream names another. */
  readonly event: string;
  readonly data: string;
}

/** An event that grows beyond the cap; whoever reads must let go of the stream. */
export class SseEventTooLarge extends Error {
  constructor(maxEventBytes: number) {
    super(`an event exceeds ${maxEventBytes} bytes`);
  }
}

export interface SseDecoder {
  /**
   * Takes the next bytes and returns the events that they complete. An event that the stream never ends is dropped,
   * as the specification asks.
   *
   * @throws SseEventTooLarge
   */
  push(bytes: Uint8Array): SseEvent[];
}

/**
 * Decodes server-sent events (WHATWG HTML §9.2.6): CR, LF and CRLF, a BOM, comments, fields without a space or a
 * colon, data over several lines; bytes may be cut anywhere, inside a character or between CR and LF too.
 *
 * @param maxEventBytes cap on the text that one event may hold, counted in UTF-16 units, which are never more than its bytes
 */
export function createSseDecoder({ maxEventBytes }: { maxEventBytes: number }): SseDecoder {
  const decoder = new TextDecoder();
  let buffer = '';
  let endedWithCr = false;
  let event = '';
  let data: string[] = [];
  let dataUnits = 0;

  function takeLine(line: string, events: SseEvent[]): void {
    if (line === '') {
      if (data.length > 0) events.push({ event: event === '' ? 'message' : event, data: data.join('\n') });
      event = '';
      data = [];
      dataUnits = 0;
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      data.push(value);
      dataUnits += value.length + 1;
    } else if (field === 'event') event = value;
  }

  return {
    push(bytes) {
      let text = decoder.decode(bytes, { stream: true });
      if (text === '') return [];
      // A CRLF cut in two: its CR ended the line already.
      if (endedWithCr && text[0] === '\n') text = text.slice(1);
      endedWithCr = text === '' ? false : text.at(-1) === '\r';
      buffer += text;

      const events: SseEvent[] = [];
      let start = 0;
      // Looked for once where there is none: a line would else be searched to the end of the buffer for it.
      const hasCr = buffer.includes('\r');
      for (let at = nextLineEnd(buffer, start, hasCr); at >= 0; at = nextLineEnd(buffer, start, hasCr)) {
        takeLine(buffer.slice(start, at), events);
        start = at + (buffer[at] === '\r' && buffer[at + 1] === '\n' ? 2 : 1);
      }
      buffer = buffer.slice(start);
      if (buffer.length + dataUnits > maxEventBytes) throw new SseEventTooLarge(maxEventBytes);
      for (const { data: whole } of events) if (whole.length > maxEventBytes) throw new SseEventTooLarge(maxEventBytes);
      return events;
    },
  };
}

function nextLineEnd(text: string, from: number, hasCr: boolean): number {
  const lf = text.indexOf('\n', from);
  if (!hasCr) return lf;
  const cr = text.indexOf('\r', from);
  if (lf < 0 || cr < 0) return Math.max(lf, cr);
  return Math.min(lf, cr);
}

/** The data of one whole event whose lines end with LF, as the gateway writes them; undefined for a comment. */
export function eventData(raw: string): string | undefined {
  const lines = raw.split('\n').filter((line) => line.startsWith('data: '));
  return lines.length === 0 ? undefined : lines.map((line) => line.slice('data: '.length)).join('\n');
}

/** Cuts a stream whose lines end with LF into its events, each with the empty line that ends it; nothing is lost. */
export class SseCutter {
  readonly #decoder = new TextDecoder();
  #rest = '';

  /** @returns the events that these bytes complete */
  push(bytes: Uint8Array): string[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    const events = this.#rest.split(/(?<=\n\n)/);
    this.#rest = events.at(-1)?.endsWith('\n\n') === true ? '' : (events.pop() ?? '');
    return events;
  }

  /** @returns what is left of an event that never ended; empty for none */
  end(): string {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = '';
    return rest;
  }
}
