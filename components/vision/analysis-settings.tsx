'use client';
import { useQuery } from '@tanstack/react-query';
import { ScanSearch } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import type { ChangeView } from '#components/ui/use-address-view.ts';
import { visionModelsQuery } from '#lib/client/models.ts';
import { shownRun, type VisionPicture } from '#lib/client/vision/picture.ts';
import { analyseAgain } from '#lib/client/vision/queue.ts';
import type { ConnectionName } from '#lib/contract/connection.ts';
import { VISION_FEATURES } from '#lib/contract/vision.ts';
import { SIDES_PX, toggled, type VisionView } from '#lib/domain/vision/vision-view.ts';

interface AnalysisSettingsProps {
  picture: VisionPicture;
  view: VisionView;
  onChange: ChangeView<VisionView>;
  connection: ConnectionName;
}

/** What is looked for, by which model, in how large a picture. */
export function AnalysisSettings({ picture, view, onChange, connection }: AnalysisSettingsProps) {
  const t = useTranslations('vision.settings');
  const { features, model, sidePx } = view;
  const run = shownRun(picture);
  const isAsShown =
    run !== undefined &&
    run.model === model &&
    String(run.features) === String(features) &&
    picture.prepared?.sidePx === sidePx;
  return (
    <section aria-label={t('label')} className="flex flex-col gap-3 border-b border-line-soft px-4 py-3">
      <fieldset>
        <legend className="mb-1.5 text-ui">{t('features')}</legend>
        <div className="flex flex-wrap gap-1.5">
          {VISION_FEATURES.map((feature) => (
            <label
              key={feature}
              className="flex h-7 items-center rounded-full border border-line px-2.5 text-meta text-muted select-none has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-11"
            >
              <input
                type="checkbox"
                checked={features.includes(feature)}
                // A request names one at least.
                disabled={features.length === 1 && features.includes(feature)}
                onChange={() => onChange({ features: toggled(VISION_FEATURES, features, feature) })}
                className="sr-only"
              />
              {t(`feature.${feature}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <details className="group">
        <summary className="w-fit text-meta text-muted hover:text-text">{t('more')}</summary>
        <div className="mt-2 flex flex-col gap-3">
          <ModelField model={model} onChange={(chosen) => onChange({ model: chosen })} connection={connection} />
          <Field label={t('side')} help={t('sideHelp')}>
            {(ids) => (
              <select
                {...ids}
                value={sidePx}
                onChange={({ target }) =>
                  onChange({ sidePx: SIDES_PX.find((side) => String(side) === target.value) ?? SIDES_PX[0] })
                }
                className={FIELD}
              >
                {SIDES_PX.map((side) => (
                  <option key={side} value={side}>
                    {t('sidePx', { side })}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      </details>
      <Button
        look={isAsShown ? 'secondary' : 'primary'}
        disabled={picture.work !== 'idle'}
        onClick={() => analyseAgain(picture.key, { features, model, sidePx })}
        className="self-start"
      >
        <ScanSearch size={16} strokeWidth={1.5} aria-hidden />
        {t(run === undefined || !isAsShown ? 'analyse' : 'again')}
      </Button>
    </section>
  );
}

interface ModelFieldProps {
  model: string;
  onChange: (model: string) => void;
  connection: ConnectionName;
}

function ModelField({ model, onChange, connection }: ModelFieldProps) {
  const t = useTranslations('vision.settings');
  const { data: models = [] } = useQuery(visionModelsQuery);
  const isSandbox = connection.kind === 'sandbox';
  // The sandbox's chat models cannot see.
  const usable = models.filter(({ type }) => type === 'vision' || !isSandbox);
  const known = usable.some(({ id }) => id === model) || model === '';
  return (
    <Field label={t('model')}>
      {(ids) => (
        <span className="flex items-center gap-2">
          <select {...ids} value={model} onChange={({ target }) => onChange(target.value)} className={FIELD}>
            <option value="">{t('anyModel')}</option>
            {!known && <option value={model}>{model}</option>}
            {usable.map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
          {isSandbox && <SandboxMark />}
        </span>
      )}
    </Field>
  );
}
