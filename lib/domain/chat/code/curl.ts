import { KEY_VARIABLE } from '#lib/domain/code/key.ts';
import { JSON_STYLE, literal } from '#lib/domain/code/literal.ts';
import { shellWord } from '#lib/domain/code/shell-word.ts';
import type { CodeCall } from './call.ts';
import { namingPictures } from './pictures.ts';

/**
 * zsh takes `!` for a command of its history anywhere but in single quotes, unless a blank follows. In JSON it stands
 * inside of strings only.
 */
const HISTORY = /!(?! )/g;

/**
 * For `sh`, `bash` and `zsh`. The body comes by stdin: nothing in it is expanded, and it may be longer than an argument.
 * No line of JSON is its end mark. There is no comment: at its prompt zsh takes one for a command.
 */
export function curlCode(call: CodeCall): string {
  const json = literal(call.body, namingPictures(JSON_STYLE, call)).replaceAll(HISTORY, '\\u0021');
  return [
    `curl --no-buffer ${shellWord(`${call.baseUrl}/chat/completions`)} \\`,
    `  -H "Authorization: Bearer $${KEY_VARIABLE}" \\`,
    "  -H 'Content-Type: application/json' \\",
    "  --data-binary @- <<'JSON'",
    json,
    'JSON',
    '',
  ].join('\n');
}
