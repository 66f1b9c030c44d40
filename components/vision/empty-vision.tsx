'use client';
import { ImageUp, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import type { ConnectionName } from '#lib/contract/connection.ts';
import { MAX_PICTURE_FILE_BYTES, MAX_PICTURE_FILE_PIXELS } from '#lib/contract/picture-limits.ts';
import { EXAMPLES, type VisionExample } from '#lib/domain/vision/examples.ts';

interface EmptyVisionProps {
  connection: ConnectionName;
  onExample: (example: VisionExample) => Promise<void>;
  onChoose: () => void;
  /** The other ways in. */
  children: ReactNode;
}

/** The page before its first picture: where one goes in, and some that can be tried at once. */
export function EmptyVision({ connection, onExample, onChoose, children }: EmptyVisionProps) {
  const t = useTranslations('vision');
  const can = connection.kind !== 'none';
  return (
    <div className="mx-auto flex min-h-full max-w-[880px] flex-col justify-center gap-6 px-4 py-8 sm:px-6">
      <div>
        <h2 className="flex items-center gap-2 text-display">
          {t('title')}
          {connection.kind === 'sandbox' && <SandboxMark />}
        </h2>
        <p className="mt-2 max-w-[60ch] text-prose text-muted">{t('intro')}</p>
      </div>
      {can ? (
        <>
          <div className="flex flex-col items-center gap-3 rounded-card border border-line-control border-dashed p-6 text-center sm:p-10">
            <button
              type="button"
              onClick={onChoose}
              className="flex flex-col items-center gap-2 rounded-control px-4 py-2 text-title hover:text-accent"
            >
              <ImageUp size={32} strokeWidth={1.25} aria-hidden className="text-accent" />
              {t('add.here')}
            </button>
            <p className="max-w-[52ch] text-meta text-muted">
              {t('add.limits', {
                bytes: MAX_PICTURE_FILE_BYTES / 1_000_000,
                pixels: MAX_PICTURE_FILE_PIXELS / 1_000_000,
              })}
            </p>
            {children}
          </div>
          {EXAMPLES.length > 0 && <Examples onExample={onExample} />}
        </>
      ) : (
        <p role="status" className="rounded-card border border-line p-4 text-ui">
          {t('none')}
        </p>
      )}
      <Privacy connection={connection} />
    </div>
  );
}

function Examples({ onExample }: Pick<EmptyVisionProps, 'onExample'>) {
  const t = useTranslations('vision.examples');
  return (
    <section aria-labelledby="vision-examples">
      <h3 id="vision-examples" className="mb-2 text-meta text-faint">
        {t('title')}
      </h3>
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {EXAMPLES.map((example) => (
          <li key={example.id}>
            <button
              type="button"
              onClick={() => void onExample(example)}
              className="group flex w-full flex-col gap-1.5 rounded-card text-left"
            >
              <img
                src={example.thumb}
                alt=""
                width={example.widthPx}
                height={example.heightPx}
                className="aspect-[3/2] w-full rounded-card border border-line object-cover transition-opacity duration-120 group-hover:opacity-85"
              />
              <span className="text-ui group-hover:text-accent">{t(`names.${example.id}`)}</span>
              <span className="text-meta text-muted">{t(`about.${example.id}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What becomes of the pictures: on the sandbox nothing leaves this server. */
export function Privacy({ connection: { kind, name } }: { connection: ConnectionName }) {
  const t = useTranslations('vision.privacy');
  return (
    <p className="flex items-start gap-2 text-meta text-muted">
      <ShieldCheck size={16} strokeWidth={1.5} aria-hidden className="shrink-0" />
      <span>
        {t('always')} {kind === 'sandbox' ? t('sandbox') : kind === 'remote' ? t('remote', { name }) : ''}
      </span>
    </p>
  );
}
