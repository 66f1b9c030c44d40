import type { Picture } from '#lib/contract/conversations.ts';

/** What pictures show, in base64 and by their ids; of those that cannot be had there is nothing. */
export async function readPictures(pictures: readonly Picture[]): Promise<Map<string, string>> {
  const data = new Map<string, string>();
  for (const { id } of pictures) {
    if (data.has(id)) continue;
    const response = await fetch(`/api/pictures/${encodeURIComponent(id)}`).catch(() => undefined);
    if (response?.ok) data.set(id, await toBase64(await response.blob()));
  }
  return data;
}

function toBase64(blob: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/, '')));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('It cannot be read')));
    reader.readAsDataURL(blob);
  });
}
