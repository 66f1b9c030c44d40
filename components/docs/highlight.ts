import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore, type ThemedToken } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import bash from 'shiki/langs/bash.mjs';
import javascript from 'shiki/langs/javascript.mjs';
import json from 'shiki/langs/json.mjs';
import python from 'shiki/langs/python.mjs';

let shared: Promise<HighlighterCore> | undefined;

/** Made at the first page of documentation and kept: loading the grammars costs more than any page. */
function highlighter(): Promise<HighlighterCore> {
  shared ??= createHighlighterCore({
    themes: [createCssVariablesTheme({ name: 'variables', variablePrefix: '--shiki-' })],
    langs: [bash, javascript, json, python],
    engine: createJavaScriptRegexEngine(),
  });
  return shared;
}

export interface CodeLine {
  /** Where the line starts in the code, in UTF-16 units. */
  readonly offset: number;
  readonly tokens: readonly ThemedToken[];
}

/** Code as coloured tokens, line by line; a language without a grammar here stays plain. */
export async function highlight(code: string, language: string): Promise<CodeLine[]> {
  const shiki = await highlighter();
  const lang = shiki.getLoadedLanguages().includes(language) ? language : 'text';
  let offset = 0;
  const lines = code.split('\n');
  return shiki.codeToTokensBase(code, { lang, theme: 'variables' }).map((tokens, index) => {
    const line = { offset, tokens };
    offset += (lines[index]?.length ?? 0) + 1;
    return line;
  });
}
