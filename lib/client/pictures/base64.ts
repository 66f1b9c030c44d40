/** A multiple of three, so that the pieces' base64 is that of the whole; small enough that none holds up the page. */
const PIECE_BYTES = 3 * 256 * 1024;

/** What a file holds, in base64 and in pieces: a text of 27 MB in one would hold up the page. @throws where it cannot be read */
export async function toBase64Pieces(file: Blob): Promise<string[]> {
  const pieces: string[] = [];
  for (let at = 0; at < file.size; at += PIECE_BYTES) pieces.push(await toBase64(file.slice(at, at + PIECE_BYTES)));
  return pieces;
}

/** What a file holds, in base64. @throws where it cannot be read */
export function toBase64(file: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/, '')));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('It cannot be read')));
    reader.readAsDataURL(file);
  });
}
