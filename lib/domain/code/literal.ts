/** How a language writes values. */
export interface LiteralStyle {
  readonly indent: string;
  readonly words: { readonly true: string; readonly false: string; readonly null: string };
  readonly text: (text: string) => string;
  readonly key: (name: string) => string;
  /** Beside the brackets of what stands on one line. */
  readonly padding: '' | ' ';
  /** After the last of several lines. */
  readonly lastComma: '' | ',';
}

/**
 * Control characters, line separators, marks that turn the direction of writing or show nothing: they would not survive an
 * editor or a terminal, or make code look like other code than it is.
 */
const UNSEEN = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text between double quotes as JSON, Python and JavaScript read it alike. */
export const quoted = (text: string): string => JSON.stringify(text).replace(UNSEEN, escaped);

export const JSON_STYLE: LiteralStyle = {
  indent: '  ',
  words: { true: 'true', false: 'false', null: 'null' },
  text: quoted,
  key: quoted,
  padding: '',
  lastComma: '',
};

export const PYTHON_STYLE: LiteralStyle = {
  ...JSON_STYLE,
  indent: '    ',
  words: { true: 'True', false: 'False', null: 'None' },
  lastComma: ',',
};

/** What would end a script, or begin a comment or another script, inside an HTML page that the code is pasted into. */
const MARKUP = /<(?=\/?script|!--)/gi;
const NAME = /^[a-z_]\w*$/i;

export const JAVASCRIPT_STYLE: LiteralStyle = {
  ...JSON_STYLE,
  text: (text) => quoted(text).replace(MARKUP, escaped),
  key: (name) => (NAME.test(name) ? name : quoted(name)),
  padding: ' ',
  lastComma: ',',
};

type Entry = readonly [prefix: string, value: unknown];

/** A JSON value as code: what holds nothing but plain values stands on one line. @param before the line's own indent */
export function literal(value: unknown, style: LiteralStyle, before = ''): string {
  if (typeof value === 'string') return style.text(value);
  if (value === null || typeof value !== 'object') return word(value, style);
  if (Array.isArray(value))
    return group(
      value.map((item): Entry => ['', item]),
      { style, before, brackets: '[]' },
    );
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const entries = fields.map(([name, field]): Entry => [`${style.key(name)}: `, field]);
  return group(entries, { style, before, brackets: '{}' });
}

function word(value: unknown, { words }: LiteralStyle): string {
  if (typeof value === 'boolean') return value ? words.true : words.false;
  // Of numbers all three write what JSON does; what JSON has no word for it writes as null.
  return typeof value === 'number' && Number.isFinite(value) ? JSON.stringify(value) : words.null;
}

interface GroupOptions {
  readonly style: LiteralStyle;
  readonly before: string;
  readonly brackets: '[]' | '{}';
}

function group(entries: readonly Entry[], { style, before, brackets }: GroupOptions): string {
  const [open = '', close = ''] = brackets;
  if (entries.length === 0) return brackets;
  const nested = entries.some(([, value]) => typeof value === 'object' && value !== null);
  const inner = before + style.indent;
  const isTop = before === '' && brackets === '{}';
  if (!nested && !isTop) {
    const padding = brackets === '{}' ? style.padding : '';
    return `${open}${padding}${entries.map(([prefix, value]) => prefix + literal(value, style)).join(', ')}${padding}${close}`;
  }
  const lines = entries.map(([prefix, value]) => `${inner}${prefix}${literal(value, style, inner)}`);
  return `${open}\n${lines.join(',\n')}${style.lastComma}\n${before}${close}`;
}
