/** Footnotes, as GFM writes them: `[^1]` in the text, `[^1]: …` anywhere at the start of a line. */

const REFERENCE = /^\[\^([^\]\s^[]{1,64})\](?!\()/;
const NOTE = /^ {0,3}\[\^([^\]\s^[]{1,64})\]:[ \t]*([^\n]*(?:\n[ \t]{2,}\S[^\n]*)*)(?:\n|$)/;

export interface NoteReference {
  readonly raw: string;
  readonly label: string;
}

export interface Note extends NoteReference {
  readonly text: string;
}

/** A reference that begins the text. */
export function noteReferenceAt(src: string): NoteReference | undefined {
  const [raw, label] = REFERENCE.exec(src) ?? [];
  return raw === undefined || label === undefined ? undefined : { raw, label };
}

/** A note that begins the text: one paragraph, whose further lines are indented. */
export function noteAt(src: string): Note | undefined {
  const [raw, label, text] = NOTE.exec(src) ?? [];
  if (raw === undefined || label === undefined || text === undefined) return undefined;
  return { raw, label, text: text.replace(/\n[ \t]+/g, '\n') };
}
