'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { useSizeWords } from '#components/ui/use-size-words.ts';
import { shownRun, type VisionPicture } from '#lib/client/vision/picture.ts';
import { showRun } from '#lib/client/vision/store.ts';

/** What became of the file, and how the answer came. */
export function PictureFacts({ picture }: { picture: VisionPicture }) {
  const t = useTranslations('vision.facts');
  const format = useFormatter();
  const sizeOf = useSizeWords();
  const { key, fileBytes, prepared, runs } = picture;
  const run = shownRun(picture);
  const pixels = ({ width, height }: { readonly width: number; readonly height: number }) =>
    t('pixels', { width: format.number(width), height: format.number(height) });
  if (prepared === undefined) return null;
  const { blob, size, fileSize, removed } = prepared;
  const isSame = sizeOf(blob.size) === sizeOf(fileBytes) && size.width === fileSize.width;
  return (
    <div className="flex flex-col gap-1 border-b border-line-soft px-4 py-2.5 text-meta text-muted tabular-nums">
      <p>
        {isSame
          ? t('same', { size: sizeOf(fileBytes), pixels: pixels(fileSize) })
          : t('made', {
              ...{ before: sizeOf(fileBytes), after: sizeOf(blob.size) },
              ...{ pixelsBefore: pixels(fileSize), pixelsAfter: pixels(size) },
            })}
      </p>
      {removed.length > 0 && (
        <p>
          {t('removed', {
            what: format.list(removed.map((told) => t(`told.${told}`))),
          })}
        </p>
      )}
      {run !== undefined && (
        <p className="wrap-anywhere">
          {t('run', { ms: Math.round(run.latencyMs) })}
          {run.requestId !== undefined && (
            <>
              {' · '}
              <a href={`/logs?requestId=${encodeURIComponent(run.requestId)}`} className="text-accent underline">
                {t('log')}
              </a>
            </>
          )}
        </p>
      )}
      {runs.length > 1 && run !== undefined && (
        <label className="flex items-center gap-2">
          {t('history')}
          <select
            value={run.id}
            onChange={({ target }) => showRun(key, target.value)}
            className="min-h-7 min-w-0 grow rounded-control border border-line-control bg-panel px-1.5 pointer-coarse:min-h-11"
          >
            {runs.map(({ id, atMs, model, features }) => (
              <option key={id} value={id}>
                {t('past', {
                  time: format.dateTime(atMs, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
                  model: model === '' ? t('anyModel') : model,
                  features: features.length,
                })}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
