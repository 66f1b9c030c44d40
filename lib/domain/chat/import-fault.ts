/**
 * Why a file cannot be imported. `empty`: it has nothing in it; `unknown`: it is none of the forms that are read;
 * `newer`: a newer version of the console wrote it; `field`: something in it is not what it must be; `circle`: a message
 * follows itself; `tooMany`: more messages than a conversation can have.
 */
export const IMPORT_FAULTS = ['empty', 'unknown', 'newer', 'field', 'circle', 'tooMany'] as const;
export type ImportFaultCode = (typeof IMPORT_FAULTS)[number];

interface FaultMatter {
  /** Where in the file: `0.mapping.abc.parent`; empty: the file itself. */
  readonly path?: string;
  /** In English, for whoever looks into the file. */
  readonly fault: string;
}

/** A file that cannot be imported: nothing of it is. */
export class ImportFault extends Error {
  override readonly name = 'ImportFault';
  readonly code: ImportFaultCode;
  readonly path: string;

  constructor(code: ImportFaultCode, { path = '', fault }: FaultMatter) {
    super(path === '' ? fault : `${path}: ${fault}`);
    this.code = code;
    this.path = path;
  }
}
