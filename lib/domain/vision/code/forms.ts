import { javascriptKey } from '#lib/domain/code/javascript-key.ts';
import { KEY_VARIABLE, noteLines } from '#lib/domain/code/key.ts';
import { JAVASCRIPT_STYLE, literal, PYTHON_STYLE, quoted } from '#lib/domain/code/literal.ts';
import { pythonKey } from '#lib/domain/code/python-key.ts';
import { shellWord } from '#lib/domain/code/shell-word.ts';
import { restOf, type VisionCall } from './call.ts';

export const VISION_CODE_FORM_IDS = ['curl', 'python-requests', 'javascript-fetch'] as const;
export type VisionCodeFormId = (typeof VISION_CODE_FORM_IDS)[number];

interface VisionCodeForm {
  /** Of the highlighter. */
  readonly language: 'bash' | 'python' | 'javascript';
  readonly write: (call: VisionCall) => string;
}

/** The forms in which an analysis can be written. */
export const VISION_CODE_FORMS: Readonly<Record<VisionCodeFormId, VisionCodeForm>> = {
  curl: { language: 'bash', write: curlCode },
  'python-requests': { language: 'python', write: pythonCode },
  'javascript-fetch': { language: 'javascript', write: javascriptCode },
};

const pathOf = ({ baseUrl }: VisionCall) => `${baseUrl}/vision/analyze`;
const dataPrefix = ({ type }: VisionCall) => `data:${type};base64,`;

/**
 * For `sh`, `bash` and `zsh`. The body is made on the way: a picture is longer than an argument may be. There is no
 * comment: at its prompt zsh takes one for a command.
 */
function curlCode(call: VisionCall): string {
  const head = `${JSON.stringify(restOf(call)).slice(0, -1)},"image":"${dataPrefix(call)}`;
  return [
    `{ printf %s ${shellWord(head)}; base64 < ${shellWord(call.fileName)} | tr -d '\\r\\n'; printf %s '"}'; } |`,
    `  curl ${shellWord(pathOf(call))} \\`,
    `    -H "Authorization: Bearer $${KEY_VARIABLE}" \\`,
    "    -H 'Content-Type: application/json' \\",
    '    --data-binary @-',
    '',
  ].join('\n');
}

function pythonCode(call: VisionCall): string {
  return [
    '# pip install requests',
    'import base64',
    'import json',
    'import os',
    '',
    'import requests',
    '',
    ...noteLines(call, '#'),
    `api_key = ${pythonKey(call)}`,
    '',
    `with open(${quoted(call.fileName)}, "rb") as file:`,
    '    picture = base64.b64encode(file.read()).decode()',
    '',
    'response = requests.post(',
    `    ${quoted(pathOf(call))},`,
    '    headers={"Authorization": f"Bearer {api_key}"},',
    `    json={**${literal(restOf(call), PYTHON_STYLE, '    ')}, "image": f"${dataPrefix(call)}{picture}"},`,
    '    timeout=120,',
    ')',
    'if not response.ok:',
    '    raise SystemExit(f"{response.status_code} {response.text}")',
    'print(json.dumps(response.json(), ensure_ascii=False, indent=2))',
    '',
  ].join('\n');
}

/** JavaScript with nothing but the platform: a module for Node 18 and later. */
function javascriptCode(call: VisionCall): string {
  return [
    '// node vision.mjs',
    'import { readFile } from "node:fs/promises";',
    '',
    ...noteLines(call, '//'),
    `const apiKey = ${javascriptKey(call)};`,
    `const picture = await readFile(${quoted(call.fileName)}, "base64");`,
    '',
    `const response = await fetch(${quoted(pathOf(call))}, {`,
    '  method: "POST",',
    '  headers: { "Content-Type": "application/json", Authorization: `Bearer $' + '{apiKey}` },',
    '  body: JSON.stringify({',
    `    ...${literal(restOf(call), JAVASCRIPT_STYLE, '    ')},`,
    `    image: \`${dataPrefix(call)}\${picture}\`,`,
    '  }),',
    '});',
    'if (!response.ok) throw new Error(`$' + '{response.status} $' + '{await response.text()}`);',
    'console.log(JSON.stringify(await response.json(), null, 2));',
    '',
  ].join('\n');
}
