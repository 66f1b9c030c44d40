import { createCssVariablesTheme, createHighlighterCore, type GrammarState, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { isRecord } from '#lib/std/is-record.ts';
import type { HighlightAnswer, HighlightRequest, LineToken } from './highlight-protocol.ts';
import { LANGUAGES, loadLanguage } from './languages.ts';

/** A line longer than this is data, not code; colouring it would hold everything else up. */
const MAX_LINE_CHARACTERS = 2_000;

const THEME = createCssVariablesTheme({ name: 'variables', variablePrefix: '--shiki-' });
const FOREGROUND = 'var(--shiki-foreground)';

const states = new Map<number, GrammarState | undefined>();
let core: Promise<HighlighterCore> | undefined;
// One after the other: lines of a block must be coloured in their order.
let queue: Promise<void> = Promise.resolve();

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isRequest(data)) return;
  queue = queue.then(() => highlight(data)).catch(() => undefined);
});

async function highlight({ id, language, firstLine, lines, last }: HighlightRequest): Promise<void> {
  const reply = (answered: HighlightAnswer['lines']) =>
    self.postMessage({ id, firstLine, lines: answered, last } satisfies HighlightAnswer);
  const name = LANGUAGES[language.toLowerCase()];
  // The page waits for the last answer, to forget the block.
  if (name === undefined) return reply([]);
  core ??= createHighlighterCore({
    themes: [THEME],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const shiki = await core;
  if (!shiki.getLoadedLanguages().includes(name)) await shiki.loadLanguage(await loadLanguage(name));

  const coloured = lines.map((line): LineToken[] => {
    if (line.length > MAX_LINE_CHARACTERS) return [[line, '']];
    const grammarState = states.get(id);
    const options = { lang: name, theme: 'variables', ...(grammarState && { grammarState }) };
    const [tokens = []] = shiki.codeToTokensBase(line, options);
    states.set(id, shiki.getLastGrammarState(tokens.length === 0 ? [[]] : [tokens]) ?? grammarState);
    return tokens.map(({ content, color = '' }) => [content, color === FOREGROUND ? '' : color]);
  });
  if (last) states.delete(id);
  reply(coloured);
}

function isRequest(data: unknown): data is HighlightRequest {
  return (
    isRecord(data) && typeof data.id === 'number' && typeof data.language === 'string' && Array.isArray(data.lines)
  );
}
