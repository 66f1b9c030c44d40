import { javascriptKey } from '#lib/domain/code/javascript-key.ts';
import { noteLines } from '#lib/domain/code/key.ts';
import { JAVASCRIPT_STYLE, literal, quoted } from '#lib/domain/code/literal.ts';
import type { CodeCall } from './call.ts';
import { javascriptReader, javascriptReaderImports, readingPictures } from './pictures.ts';

/** JavaScript with OpenAI's own client: a module for Node. */
export function javascriptOpenaiCode(call: CodeCall): string {
  return [
    '// npm install openai',
    ...javascriptReaderImports(call),
    'import OpenAI from "openai";',
    '',
    ...javascriptReader(call),
    ...noteLines(call, '//'),
    'const client = new OpenAI({',
    `  baseURL: ${quoted(call.baseUrl)},`,
    `  apiKey: ${javascriptKey(call)},`,
    '});',
    '',
    `const stream = await client.chat.completions.create(${literal(call.body, readingPictures(JAVASCRIPT_STYLE, call, 'await '))});`,
    'for await (const chunk of stream) {',
    '  for (const { delta } of chunk.choices) process.stdout.write(delta.content ?? "");',
    '}',
    'process.stdout.write("\\n");',
    '',
  ].join('\n');
}
