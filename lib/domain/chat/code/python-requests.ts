import { noteLines } from '#lib/domain/code/key.ts';
import { literal, PYTHON_STYLE, quoted } from '#lib/domain/code/literal.ts';
import { pythonKey } from '#lib/domain/code/python-key.ts';
import type { CodeCall } from './call.ts';
import { pythonReader, pythonReaderImports, readingPictures } from './pictures.ts';

/** Python with `requests`; events are read line by line as they arrive. */
export function pythonRequestsCode(call: CodeCall): string {
  return [
    '# pip install requests',
    ...pythonReaderImports(call),
    'import json',
    'import os',
    '',
    'import requests',
    '',
    ...pythonReader(call),
    ...noteLines(call, '#'),
    `api_key = ${pythonKey(call)}`,
    '',
    'response = requests.post(',
    `    ${quoted(`${call.baseUrl}/chat/completions`)},`,
    '    headers={"Authorization": f"Bearer {api_key}"},',
    `    json=${literal(call.body, readingPictures(PYTHON_STYLE, call), '    ')},`,
    '    stream=True,',
    '    timeout=60,',
    ')',
    'if not response.ok:',
    '    raise SystemExit(f"{response.status_code} {response.text}")',
    '',
    'for line in response.iter_lines():',
    '    if not line.startswith(b"data: ") or line == b"data: [DONE]":',
    '        continue',
    '    chunk = json.loads(line[len(b"data: "):])',
    '    if "error" in chunk:',
    '        raise SystemExit(chunk["error"]["message"])',
    '    for choice in chunk["choices"]:',
    '        print(choice["delta"].get("content") or "", end="", flush=True)',
    'print()',
    '',
  ].join('\n');
}
