import { refusalOf } from '#lib/client/api.ts';
import { toBase64Pieces } from '#lib/client/pictures/base64.ts';
import type { VisionRun, Wish } from './picture.ts';

/**
 * Asks the gateway about a picture, as any client does.
 *
 * @throws ApiRefusal with what the API said; TypeError when nobody answers; the signal's reason
 */
export async function analysePicture(picture: Blob, wish: Wish, signal: AbortSignal): Promise<VisionRun> {
  const body = await toBody(picture, wish);
  const startedMs = performance.now();
  const response = await fetch('/v1/vision/analyze', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal,
  });
  if (!response.ok) throw await refusalOf(response);
  const answer: unknown = await response.json();
  return {
    ...wish,
    id: crypto.randomUUID(),
    answer,
    latencyMs: performance.now() - startedMs,
    requestId: response.headers.get('x-request-id') ?? undefined,
    isSandbox: response.headers.get('x-ruijing-sandbox') === '1',
    atMs: Date.now(),
  };
}

/** The body in pieces, which no one string ever is. */
async function toBody(picture: Blob, { model, features }: Wish): Promise<Blob> {
  const rest = JSON.stringify({ ...(model !== '' && { model }), features });
  return new Blob([
    `{"image":"data:${picture.type};base64,`,
    ...(await toBase64Pieces(picture)),
    // Behind the opening brace.
    `",${rest.slice(1)}`,
  ]);
}
