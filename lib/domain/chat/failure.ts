import { ERRORS, type ErrorCode } from '#lib/contract/errors.ts';

/** The codes that the console has words for: those of the table, and two that only a browser meets. */
export type FailureWords = ErrorCode | 'network' | 'other';

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

/** Which words explain a failure; a code that another server made up gets the general ones. */
export function failureWords(code: string): FailureWords {
  return isErrorCode(code) || code === 'network' ? code : 'other';
}
