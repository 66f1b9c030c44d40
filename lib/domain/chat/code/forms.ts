import type { CodeCall } from './call.ts';
import { curlCode } from './curl.ts';
import { javascriptFetchCode } from './javascript-fetch.ts';
import { javascriptOpenaiCode } from './javascript-openai.ts';
import { pythonOpenaiCode } from './python-openai.ts';
import { pythonRequestsCode } from './python-requests.ts';

export const CODE_FORM_IDS = [
  'curl',
  'python-requests',
  'python-openai',
  'javascript-fetch',
  'javascript-openai',
] as const;
export type CodeFormId = (typeof CODE_FORM_IDS)[number];

interface CodeForm {
  /** Of the highlighter. */
  readonly language: 'bash' | 'python' | 'javascript';
  readonly write: (call: CodeCall) => string;
}

/** The forms in which a request can be written. */
export const CODE_FORMS: Readonly<Record<CodeFormId, CodeForm>> = {
  curl: { language: 'bash', write: curlCode },
  'python-requests': { language: 'python', write: pythonRequestsCode },
  'python-openai': { language: 'python', write: pythonOpenaiCode },
  'javascript-fetch': { language: 'javascript', write: javascriptFetchCode },
  'javascript-openai': { language: 'javascript', write: javascriptOpenaiCode },
};
