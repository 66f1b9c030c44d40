import { tokenPieces } from '#lib/domain/metering/tokens.ts';

/** Text cut as a model's would be. */
export interface CutText {
  readonly text: string;
  readonly finishReason: 'stop' | 'length';
}

/**
 * Cuts a text at the first stop sequence, which is not part of the answer, and at `maxTokens`, whichever comes first.
 */
export function cutText(text: string, stops: readonly string[], maxTokens: number): CutText {
  const stopAt = stops.reduce((first, stop) => {
    const at = text.indexOf(stop);
    return at >= 0 && at < first ? at : first;
  }, text.length);
  const wanted = text.slice(0, stopAt);
  let tokens = 0;
  let kept = '';
  for (const piece of tokenPieces(wanted)) {
    tokens += piece.tokens;
    if (tokens > maxTokens) return { text: kept, finishReason: 'length' };
    kept += piece.text;
  }
  return { text: wanted, finishReason: 'stop' };
}
