import { isRecord } from '#lib/std/is-record.ts';

/** Page → worker: a formula to set. */
export interface FormulaRequest {
  readonly id: number;
  readonly tex: string;
  readonly display: boolean;
}

/** Worker → page: that formula; without HTML it cannot be set. */
export interface FormulaAnswer {
  readonly id: number;
  readonly html: string | undefined;
}

export function isFormulaRequest(data: unknown): data is FormulaRequest {
  return (
    isRecord(data) && typeof data.id === 'number' && typeof data.tex === 'string' && typeof data.display === 'boolean'
  );
}

export function isFormulaAnswer(data: unknown): data is FormulaAnswer {
  return isRecord(data) && typeof data.id === 'number' && (data.html === undefined || typeof data.html === 'string');
}
