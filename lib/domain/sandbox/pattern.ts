/**
 * Makes a text that a simple regular expression matches, without ever running the expression: it may come from anyone,
 * and a hostile one would never finish.
 */

type Make = (extra: number) => string;

/** A longer expression is not simple. */
const PATTERN_MAX = 200;
/** The longest text made, and the most repetitions tried beyond the least. */
const TEXT_MAX = 4096;

const CLASSES: Readonly<Record<string, string>> = { d: '0', w: 'a', s: ' ', D: 'a', W: '-', S: 'a' };
/** What a negated class is tried with. */
const CANDIDATES = 'a0A-_ .z9~';

class Unsupported extends Error {}

/**
 * @param pattern the source of the expression: literals, classes, groups, alternatives, quantifiers, `^` and `$`
 * @param lengthMin what is repeated without bound is repeated until the text is this long
 * @returns `undefined` when the expression uses more than that
 */
export function textForPattern(pattern: string, lengthMin = 0): string | undefined {
  if (pattern.length > PATTERN_MAX) return undefined;
  try {
    const make = new Parser(pattern).parse();
    for (let extra = 0; extra <= Math.min(lengthMin, TEXT_MAX); extra += 1) {
      const text = make(extra);
      if (text.length >= lengthMin) return text;
    }
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Unsupported) return undefined;
    throw thrown;
  }
}

class Parser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): Make {
    const make = this.#alternatives();
    if (this.#at < this.#source.length) throw new Unsupported();
    return make;
  }

  get #next(): string {
    return this.#source.charAt(this.#at);
  }

  #take(): string {
    const character = this.#next;
    if (character === '') throw new Unsupported();
    this.#at += 1;
    return character;
  }

  /** The first alternative is as good as any. */
  #alternatives(): Make {
    const first = this.#sequence();
    while (this.#next === '|') {
      this.#at += 1;
      this.#sequence();
    }
    return first;
  }

  #sequence(): Make {
    const parts: Make[] = [];
    while (this.#next !== '' && this.#next !== '|' && this.#next !== ')') {
      const atStart = this.#at === 0;
      const character = this.#take();
      if (character === '^' && atStart) continue;
      if (character === '$' && this.#next === '') continue;
      parts.push(this.#quantified(this.#atom(character)));
    }
    return (extra) => parts.map((part) => part(extra)).join('');
  }

  #atom(character: string): Make {
    switch (character) {
      case '.':
        return () => 'a';
      case '\\':
        return this.#escaped();
      case '[':
        return this.#characterClass();
      case '(':
        return this.#group();
      case '^':
      case '$':
      case '*':
      case '+':
      case '?':
      case '{':
        throw new Unsupported();
      default:
        return () => character;
    }
  }

  #escaped(): Make {
    const character = this.#take();
    const known = CLASSES[character];
    if (known !== undefined) return () => known;
    // Letters and digits after a backslash mean something else: boundaries, references, code points.
    if (/[A-Za-z0-9]/.test(character)) throw new Unsupported();
    return () => character;
  }

  #group(): Make {
    if (this.#next === '?') {
      if (!this.#source.startsWith('?:', this.#at)) throw new Unsupported();
      this.#at += 2;
    }
    const make = this.#alternatives();
    if (this.#take() !== ')') throw new Unsupported();
    return make;
  }

  #characterClass(): Make {
    const negated = this.#next === '^';
    if (negated) this.#at += 1;
    const ranges: (readonly [string, string])[] = [];
    for (let character = this.#take(); character !== ']'; character = this.#take()) {
      const low = character === '\\' ? this.#escaped()(0) : character;
      const isRange = this.#next === '-' && this.#source.charAt(this.#at + 1) !== ']';
      if (isRange) this.#at += 1;
      const high = isRange ? this.#take() : low;
      if (high === '\\' || high < low) throw new Unsupported();
      ranges.push([low, high]);
    }
    const has = (character: string) => ranges.some(([low, high]) => character >= low && character <= high);
    const chosen = negated ? [...CANDIDATES].find((character) => !has(character)) : ranges[0]?.[0];
    if (chosen === undefined) throw new Unsupported();
    return () => chosen;
  }

  #quantified(atom: Make): Make {
    const [least, most] = this.#quantifier();
    if (this.#next === '?') this.#at += 1;
    return (extra) => {
      const unit = atom(extra);
      const count = Math.min(most, least + extra);
      if (unit.length * count > TEXT_MAX) throw new Unsupported();
      return unit.repeat(count);
    };
  }

  #quantifier(): readonly [number, number] {
    const bounds = /^\{(\d+)(,?)(\d*)\}/.exec(this.#source.slice(this.#at));
    if (bounds !== null) {
      const [whole, low = '0', comma = '', high = ''] = bounds;
      this.#at += whole.length;
      return [Number(low), comma === '' ? Number(low) : high === '' ? Number.POSITIVE_INFINITY : Number(high)];
    }
    const [least, most] =
      {
        '?': [0, 1] as const,
        '*': [0, Number.POSITIVE_INFINITY] as const,
        '+': [1, Number.POSITIVE_INFINITY] as const,
      }[this.#next] ?? ([1, 1] as const);
    if ('?*+'.includes(this.#next) && this.#next !== '') this.#at += 1;
    return [least, most];
  }
}
