'use client';
import { LoaderCircle, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useSecondsUntil } from '#components/ui/use-seconds-until.ts';
import { point, useActive } from '#lib/client/vision/active.ts';
import type { VisionPicture } from '#lib/client/vision/picture.ts';
import { analyseAgain, cancelAnalysis } from '#lib/client/vision/queue.ts';
import { useVision } from '#lib/client/vision/store.ts';
import { type VisionView, visibleFindings } from '#lib/domain/vision/vision-view.ts';
import { ColorBar, LabelBar } from './picture-bars.tsx';
import { useFaultWords } from './use-fault-words.ts';
import { useFindings } from './use-findings.ts';
import { useLabelName } from './use-label-name.ts';
import { PictureViewer } from './viewer/picture-viewer.tsx';

interface PictureProps {
  picture: VisionPicture;
  view: VisionView;
}

const pointOnPicture = (id: string | undefined) => point(id, 'picture');

/** The picture that is shown, with what was found drawn over it, and what is being done with it. */
export function Picture({ picture, view }: PictureProps) {
  const { prepared, name } = picture;
  const seen = useFindings(picture);
  const activeId = useActive(({ id }) => id);
  const { hidden, minPercent } = view;
  const nameOf = useLabelName();
  const visible = useMemo(
    () =>
      visibleFindings(seen?.findings.findings ?? [], { hidden, minPercent }).map((finding) =>
        // What is written stays as it is written.
        finding.layer === 'text' ? finding : { ...finding, label: nameOf(finding.label) },
      ),
    [seen, hidden, minPercent, nameOf],
  );
  const viewed = useMemo(
    () => prepared && { src: prepared.url, name, widthPx: prepared.size.width, heightPx: prepared.size.height },
    [prepared, name],
  );
  return (
    <div className="relative flex min-h-0 grow flex-col">
      {prepared === undefined || viewed === undefined ? (
        <div className="grow" />
      ) : (
        <div className="min-h-0 grow">
          <PictureViewer
            key={prepared.url}
            picture={viewed}
            coordinates={seen?.coordinates ?? prepared.size}
            findings={visible}
            active={activeId}
            onActive={pointOnPicture}
          />
        </div>
      )}
      {!hidden.includes('labels') && <LabelBar labels={seen?.findings.labels ?? []} minPercent={minPercent.labels} />}
      {!hidden.includes('colors') && <ColorBar colors={seen?.findings.colors ?? []} />}
      <Work picture={picture} view={view} />
    </div>
  );
}

function Work({ picture: { key, name, work, fault, prepared }, view }: PictureProps) {
  const t = useTranslations('vision.work');
  const wordsOf = useFaultWords();
  const { features, model, sidePx } = view;
  if (work === 'idle' && fault === undefined) return null;
  return (
    <div
      className="absolute inset-x-3 top-3 z-[1] mx-auto flex w-fit max-w-[min(100%-24px,560px)] items-center gap-3 rounded-card border border-line bg-panel py-1.5 pr-1.5 pl-3 text-ui shadow-float"
      role={fault === undefined ? 'status' : 'alert'}
    >
      {fault === undefined ? (
        <>
          <LoaderCircle size={16} strokeWidth={1.5} aria-hidden className="shrink-0 animate-spin text-accent" />
          <span className="min-w-0 wrap-anywhere">
            {work === 'waiting' ? <Waiting /> : work === 'idle' ? '' : t(work)}
          </span>
          <Button size="compact" look="quiet" onClick={() => cancelAnalysis(key)}>
            {t('cancel')}
          </Button>
        </>
      ) : (
        <>
          <TriangleAlert size={16} strokeWidth={1.5} aria-hidden className="shrink-0 text-danger" />
          <span className="min-w-0 py-1 wrap-anywhere">
            {wordsOf(name, fault)}
            {fault.words !== undefined && (
              <span lang="en" className="mt-0.5 block text-meta text-muted">
                {fault.words}
              </span>
            )}
          </span>
          {(prepared !== undefined || fault.code === 'browser') && (
            <Button size="compact" onClick={() => analyseAgain(key, { features, model, sidePx })}>
              {t('retry')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

/** In the queue; or until the rate limit lets the next one through, by the second. */
function Waiting() {
  const t = useTranslations('vision.work');
  const untilMs = useVision((state) => state.heldUntilMs);
  const seconds = useSecondsUntil(untilMs);
  return untilMs === undefined ? t('waiting') : t('held', { seconds });
}
