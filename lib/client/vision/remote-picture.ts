import { refusalOf } from '#lib/client/api.ts';

/**
 * Has the server load a picture from an https address: a browser may not.
 *
 * @throws ApiRefusal where it may not be loaded, or is none; TypeError when nobody answers
 */
export async function fetchRemotePicture(url: string, signal: AbortSignal): Promise<File> {
  const response = await fetch('/api/pictures/remote', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url }),
    signal,
  });
  if (!response.ok) throw await refusalOf(response);
  const blob = await response.blob();
  return new File([blob], nameIn(url), { type: blob.type });
}

/** The last part of the path, else the host. */
function nameIn(url: string): string {
  const { pathname, hostname } = new URL(url);
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || hostname;
  } catch {
    return last;
  }
}
