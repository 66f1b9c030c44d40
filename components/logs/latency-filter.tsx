'use client';
import { useTranslations } from 'next-intl';
import { FIELD } from '#components/ui/field.tsx';
import { usePausing } from '#components/ui/use-pausing.ts';
import { MAX_DURATION_MS } from '#lib/contract/call-log.ts';
import { durationIn, type LogView } from '#lib/domain/usage/log-view.ts';

interface LatencyFilterProps {
  view: Pick<LogView, 'minMs' | 'maxMs'>;
  onChange: (wish: Partial<LogView>) => void;
}

/** How long calls took: at least, and at most. */
export function LatencyFilter({ view: { minMs, maxMs }, onChange }: LatencyFilterProps) {
  const t = useTranslations('logs.filters');
  return (
    <fieldset className="flex gap-2">
      <legend className="mb-1.5 text-ui">{t('latency')}</legend>
      <Milliseconds label={t('minMs')} value={minMs} onChange={(ms) => onChange({ minMs: ms })} />
      <Milliseconds label={t('maxMs')} value={maxMs} onChange={(ms) => onChange({ maxMs: ms })} />
    </fieldset>
  );
}

interface MillisecondsProps {
  label: string;
  value: number | undefined;
  onChange: (ms: number | undefined) => void;
}

function Milliseconds({ label, value, onChange }: MillisecondsProps) {
  const [draft, setDraft] = usePausing(value === undefined ? '' : String(value), (text) => onChange(durationIn(text)));
  return (
    <input
      type="number"
      inputMode="numeric"
      min={0}
      max={MAX_DURATION_MS}
      step={1}
      aria-label={label}
      placeholder={label}
      value={draft}
      onChange={({ target }) => setDraft(target.value)}
      className={`${FIELD} w-28`}
    />
  );
}
