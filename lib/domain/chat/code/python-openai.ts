import { noteLines } from '#lib/domain/code/key.ts';
import { literal, PYTHON_STYLE, quoted } from '#lib/domain/code/literal.ts';
import { pythonKey } from '#lib/domain/code/python-key.ts';
import type { CodeCall } from './call.ts';
import { pythonReader, pythonReaderImports, readingPictures } from './pictures.ts';

/** Python with OpenAI's own client. */
export function pythonOpenaiCode(call: CodeCall): string {
  const fields = Object.entries(call.body).filter(([, value]) => value !== undefined);
  const style = readingPictures(PYTHON_STYLE, call);
  return [
    '# pip install openai',
    ...pythonReaderImports(call),
    'import os',
    '',
    'from openai import OpenAI',
    '',
    ...pythonReader(call),
    ...noteLines(call, '#'),
    'client = OpenAI(',
    `    base_url=${quoted(call.baseUrl)},`,
    `    api_key=${pythonKey(call)},`,
    ')',
    '',
    'stream = client.chat.completions.create(',
    ...fields.map(([name, value]) => `    ${name}=${literal(value, style, '    ')},`),
    ')',
    'for chunk in stream:',
    '    for choice in chunk.choices:',
    '        print(choice.delta.content or "", end="", flush=True)',
    'print()',
    '',
  ].join('\n');
}
