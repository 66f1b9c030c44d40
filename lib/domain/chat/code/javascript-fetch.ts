import { javascriptKey } from '#lib/domain/code/javascript-key.ts';
import { noteLines } from '#lib/domain/code/key.ts';
import { JAVASCRIPT_STYLE, literal, quoted } from '#lib/domain/code/literal.ts';
import type { CodeCall } from './call.ts';
import { javascriptReader, javascriptReaderImports, readingPictures } from './pictures.ts';

/** JavaScript with nothing but the platform: a module for Node 18 and later. */
export function javascriptFetchCode(call: CodeCall): string {
  return [
    '// node chat.mjs',
    ...javascriptReaderImports(call),
    ...javascriptReader(call),
    ...noteLines(call, '//'),
    `const apiKey = ${javascriptKey(call)};`,
    '',
    `const response = await fetch(${quoted(`${call.baseUrl}/chat/completions`)}, {`,
    '  method: "POST",',
    '  headers: { "Content-Type": "application/json", Authorization: `Bearer $' + '{apiKey}` },',
    `  body: JSON.stringify(${literal(call.body, readingPictures(JAVASCRIPT_STYLE, call, 'await '), '  ')}),`,
    '});',
    'if (!response.ok) throw new Error(`$' + '{response.status} $' + '{await response.text()}`);',
    '',
    '// An event may arrive in pieces: what follows the last line break waits for the rest.',
    'let rest = "";',
    'for await (const text of response.body.pipeThrough(new TextDecoderStream())) {',
    '  const lines = (rest + text).split("\\n");',
    '  rest = lines.pop();',
    '  for (const line of lines) {',
    '    if (!line.startsWith("data: ") || line === "data: [DONE]") continue;',
    '    const { choices, error } = JSON.parse(line.slice(6));',
    '    if (error) throw new Error(error.message);',
    '    for (const { delta } of choices) process.stdout.write(delta.content ?? "");',
    '  }',
    '}',
    'process.stdout.write("\\n");',
    '',
  ].join('\n');
}
