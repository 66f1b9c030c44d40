/** Another kind of file that the bytes of a picture are as well. */
export type SecondFormat = 'a ZIP archive' | 'a PDF document' | 'a program';

/** Readers of PDF look for its head this far into a file (ISO 32000-1, annex H.3.4.1). */
const PDF_HEAD_BYTES = 1_024;
const ZIP_END_BYTES = 22;
/** What may be said of an archive stands behind its end. */
const MAX_ZIP_COMMENT_BYTES = 0xffff;
/** What servers and browsers run wherever in a file it stands; five letters and more come about by chance in no picture. */
const PROGRAMS = ['<?php', '<script', '__HALT_COMPILER'] as const;

/**
 * Whether a file is a picture and something else besides (a *polyglot*), told by the marks that readers of those go by:
 * ZIP archives by their end, PDF by its head, programs by their beginning. A film behind a photo, as phones put it there, is none.
 */
export function secondFormatOf(bytes: Uint8Array): SecondFormat | undefined {
  if (endsAsZip(bytes)) return 'a ZIP archive';
  if (holds(bytes.subarray(0, PDF_HEAD_BYTES), '%PDF-')) return 'a PDF document';
  return PROGRAMS.some((mark) => holds(bytes, mark)) ? 'a program' : undefined;
}

const codesOf = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

function holds(bytes: Uint8Array, text: string): boolean {
  const [first = 0, ...rest] = codesOf(text);
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (rest.every((code, index) => bytes[at + 1 + index] === code)) return true;
  }
  return false;
}

const ZIP_END = codesOf('PK\x05\x06');

/** APPNOTE.TXT 4.3.16: the record's last field says how long the comment is that ends the file. */
function endsAsZip(bytes: Uint8Array): boolean {
  const first = Math.max(0, bytes.byteLength - ZIP_END_BYTES - MAX_ZIP_COMMENT_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.byteLength - ZIP_END_BYTES; at >= first; at--) {
    if (!ZIP_END.every((code, index) => bytes[at + index] === code)) continue;
    if (at + ZIP_END_BYTES + view.getUint16(at + 20, true) === bytes.byteLength) return true;
  }
  return false;
}
