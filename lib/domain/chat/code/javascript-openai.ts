import { type CodeCall, noteLines } from './call.ts';
import { javascriptKey } from './javascript-key.ts';
import { JAVASCRIPT_STYLE, literal, quoted } from './literal.ts';

/** JavaScript with OpenAI's own client: a module for Node. */
export function javascriptOpenaiCode(call: CodeCall): string {
  return [
    '// npm install openai',
    'import OpenAI from "openai";',
    '',
    ...noteLines(call, '//'),
    'const client = new OpenAI({',
    `  baseURL: ${quoted(call.baseUrl)},`,
    `  apiKey: ${javascriptKey(call)},`,
    '});',
    '',
    `const stream = await client.chat.completions.create(${literal(call.body, JAVASCRIPT_STYLE)});`,
    'for await (const chunk of stream) {',
    '  for (const { delta } of chunk.choices) process.stdout.write(delta.content ?? "");',
    '}',
    'process.stdout.write("\\n");',
    '',
  ].join('\n');
}
