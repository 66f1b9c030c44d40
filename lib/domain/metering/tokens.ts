import type { ChatMessage } from '#lib/contract/chat.ts';

/**
 * The console's token estimate. No tokenizer of the vendor is public; this follows its rule of thumb (developer FAQ,
 * quoted in `docs/api/en/tokens.md`): a Chinese character is about 1.5 to 2 tokens, an English word about 1 to 2. It is
 * one pass over the UTF-16 text without regular expressions, so 1 MB costs some tens of milliseconds.
 */

export interface TokenPiece {
  readonly text: string;
  readonly tokens: number;
}

/** What a message costs beyond its text: role and separators, as OpenAI's cookbook counts them. */
export const TOKENS_PER_MESSAGE = 3;
/** The start of the answer is part of the prompt, again as OpenAI's cookbook counts it. */
export const TOKENS_PER_PROMPT = 3;
/** A picture in a message; the vendor names no figure, this is OpenAI's for one of low detail. */
export const TOKENS_PER_IMAGE = 85;

const WORD_LETTERS_PER_TOKEN = 8;
const DIGITS_PER_TOKEN = 3;
const SPACES_PER_TOKEN = 16;
const SAME_MARKS_PER_TOKEN = 4;
const FOREIGN_LETTERS_PER_TOKEN = 2;
const TOKENS_PER_PICTOGRAPH = 2;
/** A cluster ends here although it could go on: stacked marks must not grow one piece without bound. */
const CLUSTER_UNITS_MAX = 48;

const SPACE = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const PUNCTUATION = 4;
const WIDE = 5;
const FOREIGN = 6;
const PICTOGRAPH = 7;
/** Combining marks, variation selectors, joiners: they belong to the piece before them. */
const MARK = 8;

const JOINER = 0x200d;

function kindOf(code: number): number {
  if (code < 0x80) {
    if (code >= 0x61 && code <= 0x7a) return LOWER;
    if (code <= 0x20) return SPACE;
    if (code >= 0x30 && code <= 0x39) return DIGIT;
    if (code >= 0x41 && code <= 0x5a) return UPPER;
    return PUNCTUATION;
  }
  if (code < 0x2e80) return kindOfAlphabet(code);
  // CJK radicals to ideographs with kana and CJK punctuation, Hangul, compatibility and full-width forms, planes 2 and 3.
  if (code <= 0x9fff || (code >= 0xac00 && code <= 0xd7af)) return WIDE;
  if (code >= 0xf900 && code <= 0xfaff) return WIDE;
  if (code >= 0xfe00 && code <= 0xfe0f) return MARK;
  if (code >= 0xfe30 && code <= 0xffef) return WIDE;
  if (code >= 0x1f3fb && code <= 0x1f3ff) return MARK;
  if (code >= 0x1f000 && code <= 0x1faff) return PICTOGRAPH;
  if (code >= 0x20000 && code <= 0x3ffff) return WIDE;
  if (code >= 0xe0000 && code <= 0xe01ef) return MARK;
  return FOREIGN;
}

/** Below U+2E80: Latin with accents, the other alphabets, general punctuation and symbols. */
function kindOfAlphabet(code: number): number {
  if (code === 0x85 || code === 0xa0 || code === 0x2028 || code === 0x2029) return SPACE;
  if (code < 0xc0 || code === 0xd7 || code === 0xf7) return PUNCTUATION;
  if (code < 0x250) return LOWER;
  if (code >= 0x300 && code <= 0x36f) return MARK;
  if (code >= 0x591 && code <= 0x5bd) return MARK;
  if (code >= 0x64b && code <= 0x65f) return MARK;
  // Indic and Thai vowel signs; the blocks repeat their layout every 0x80 from Devanagari to Malayalam.
  if (code >= 0x900 && code < 0xd80 && ((code & 0x7f) <= 3 || ((code & 0x7f) >= 0x3c && (code & 0x7f) <= 0x4d)))
    return MARK;
  if (code === 0xe31 || (code >= 0xe34 && code <= 0xe3a) || (code >= 0xe47 && code <= 0xe4e)) return MARK;
  if (code === JOINER || (code >= 0x20d0 && code <= 0x20f0)) return MARK;
  if (code >= 0x2000 && code < 0x2c00) return code >= 0x2600 && code < 0x2800 ? PICTOGRAPH : PUNCTUATION;
  return FOREIGN;
}

const codeAt = (text: string, at: number): number => text.codePointAt(at) ?? 0;
const widthOf = (code: number): number => (code > 0xffff ? 2 : 1);

type Visit = (start: number, end: number, tokens: number) => void;

/** End of the marks that stand at `at`, of the cluster that began at `start`. */
function endOfMarks(text: string, start: number, at: number): number {
  return endOfCluster(text, [start, at], () => false);
}

/** The same for a pictograph: a joiner takes the pictograph behind it along, and joins nothing to anything else. */
function endOfPictograph(text: string, start: number, at: number): number {
  return endOfCluster(text, [start, at], (joined) => kindOf(joined) === PICTOGRAPH);
}

function endOfCluster(text: string, [start, at]: readonly [number, number], joins: (code: number) => boolean): number {
  let end = at;
  while (end < text.length && end - start < CLUSTER_UNITS_MAX) {
    const code = codeAt(text, end);
    if (kindOf(code) !== MARK) break;
    end += widthOf(code);
    if (code !== JOINER || end >= text.length) continue;
    const joined = codeAt(text, end);
    if (joins(joined)) end += widthOf(joined);
  }
  return end;
}

/** Cuts `[start, end)` into the fewest pieces of at most eight letters, of even length, never before a mark. */
function visitWord(text: string, [lead, start, end]: readonly [number, number, number], visit: Visit): void {
  let from = lead;
  let left = Math.ceil((end - start) / WORD_LETTERS_PER_TOKEN);
  let at = start;
  while (at < end) {
    let cut = left <= 1 ? end : at + Math.ceil((end - at) / left);
    while (cut < end && kindOf(text.charCodeAt(cut)) === MARK) cut += 1;
    visit(from, cut, 1);
    from = cut;
    at = cut;
    left -= 1;
  }
}

/** End of a word: letters and their marks, up to a step from small to capital letter (`maxTokens` is two words). */
function endOfWord(text: string, at: number): number {
  let end = at;
  let before = UPPER;
  while (end < text.length) {
    const kind = kindOf(text.charCodeAt(end));
    if (kind === MARK ? end === at : kind !== LOWER && kind !== UPPER) break;
    if (kind === UPPER && before === LOWER) break;
    if (kind !== MARK) before = kind;
    end += 1;
  }
  return end;
}

function endOfRun(text: string, at: number, [max, same]: readonly [number, (code: number) => boolean]): number {
  let end = at;
  while (end < text.length && end - at < max && same(text.charCodeAt(end))) end += 1;
  return end;
}

const isSpace = (code: number): boolean => kindOf(code) === SPACE;
const isDigit = (code: number): boolean => kindOf(code) === DIGIT;

/** Hands out the pieces in order: they cover the text without gap or overlap. */
function scan(text: string, visit: Visit): void {
  let at = 0;
  let wideBefore = 0;
  while (at < text.length) {
    let start = at;
    if (isSpace(text.charCodeAt(at))) {
      wideBefore = 0;
      const end = endOfRun(text, at, [SPACES_PER_TOKEN, isSpace]);
      // One plain space costs nothing: it rides with what follows it.
      const rides = text.charCodeAt(end - 1) === 0x20 && end < text.length && !isSpace(text.charCodeAt(end));
      const spacesEnd = rides ? end - 1 : end;
      if (spacesEnd > at) visit(at, spacesEnd, 1);
      start = spacesEnd;
      at = end;
      if (!rides) continue;
    }
    const code = codeAt(text, at);
    const kind = kindOf(code);
    if (kind === LOWER || kind === UPPER) {
      const end = endOfWord(text, at);
      visitWord(text, [start, at, end], visit);
      at = end;
    } else if (kind === DIGIT) {
      const end = endOfRun(text, at, [DIGITS_PER_TOKEN, isDigit]);
      visit(start, end, 1);
      at = end;
    } else if (kind === PUNCTUATION && code < 0xffff) {
      const end = endOfMarks(text, start, endOfRun(text, at, [SAME_MARKS_PER_TOKEN, (other) => other === code]));
      visit(start, end, 1);
      at = end;
    } else {
      const [end, tokens] = wideOrForeign(text, at, wideBefore);
      visit(start, end, tokens);
      at = end;
    }
    wideBefore = kind === WIDE ? wideBefore + 1 : 0;
  }
}

/** End and cost of a Chinese character, a pictograph with what is joined to it, or letters of another alphabet. */
function wideOrForeign(text: string, at: number, wideBefore: number): readonly [number, number] {
  const code = codeAt(text, at);
  const kind = kindOf(code);
  const next = at + widthOf(code);
  // The characters of a run cost 2, 1, 2, 1 …: a run of n costs between 1.5 n and 2 n, in whole tokens.
  if (kind === WIDE) return [endOfMarks(text, at, next), wideBefore % 2 === 0 ? 2 : 1];
  if (kind === PICTOGRAPH) {
    // Two regional indicators are one flag.
    const flag = isRegional(code) && isRegional(codeAt(text, next)) ? next + 2 : next;
    const end = endOfPictograph(text, at, flag);
    return [end, TOKENS_PER_PICTOGRAPH * (1 + Math.floor((end - at) / 6))];
  }
  if (kind === MARK) return [endOfMarks(text, at, next), 1];
  let end = endOfMarks(text, at, next);
  for (let letters = 1; letters < FOREIGN_LETTERS_PER_TOKEN && end < text.length; letters += 1) {
    const letter = codeAt(text, end);
    if (kindOf(letter) !== FOREIGN) break;
    end = endOfMarks(text, at, end + widthOf(letter));
  }
  return [end, 1];
}

const isRegional = (code: number): boolean => code >= 0x1f1e6 && code <= 0x1f1ff;

/**
 * Cuts a text into pieces about the size of a model's tokens. The pieces joined are the text; none begins inside a
 * surrogate pair or with a combining mark.
 */
export function tokenPieces(text: string): TokenPiece[] {
  const pieces: TokenPiece[] = [];
  scan(text, (start, end, tokens) => pieces.push({ text: text.slice(start, end), tokens }));
  return pieces;
}

/** Estimated tokens of a text: the sum over {@link tokenPieces}. */
export function estimateTokens(text: string): number {
  let sum = 0;
  scan(text, (_start, _end, tokens) => {
    sum += tokens;
  });
  return sum;
}

/**
 * Estimated tokens of a conversation as the prompt of a call: its texts, calls and results, plus
 * {@link TOKENS_PER_MESSAGE} each, {@link TOKENS_PER_IMAGE} a picture and {@link TOKENS_PER_PROMPT} once.
 *
 * @param definitions the call's `tools` or `functions`, which the model reads as JSON.
 */
export function estimatePromptTokens(messages: readonly ChatMessage[], definitions: readonly unknown[] = []): number {
  let sum = TOKENS_PER_PROMPT;
  for (const message of messages) sum += TOKENS_PER_MESSAGE + contentTokens(message.content) + callTokens(message);
  return definitions.length === 0 ? sum : sum + estimateTokens(JSON.stringify(definitions));
}

function contentTokens(content: ChatMessage['content']): number {
  if (content === null || content === undefined) return 0;
  if (typeof content === 'string') return estimateTokens(content);
  let sum = 0;
  for (const part of content) {
    if (part.type === 'text' && typeof part.text === 'string') sum += estimateTokens(part.text);
    else if (part.type === 'image_url') sum += TOKENS_PER_IMAGE;
  }
  return sum;
}

function callTokens(message: ChatMessage): number {
  if (message.role === 'function') return estimateTokens(message.name);
  if (message.role !== 'assistant') return 0;
  const calls = (message.tool_calls ?? []).map((call) => call.function);
  if (message.function_call) calls.push(message.function_call);
  return calls.reduce((sum, call) => sum + estimateTokens(call.name) + estimateTokens(call.arguments), 0);
}
