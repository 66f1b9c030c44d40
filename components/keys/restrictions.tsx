'use client';
import { useTranslations } from 'next-intl';
import { FIELD, Field } from '#components/ui/field.tsx';
import { ENDPOINTS, type EndpointId } from '#lib/contract/endpoints.ts';

/** Those that a key can be kept from. */
const ROUTES: readonly EndpointId[] = [
  'chat.completions',
  'embeddings',
  'vision.analyze',
  'audio.transcriptions',
  'audio.speech',
];

/** What a key is to be kept to; nothing said: everything. */
export interface Restriction {
  /** Ids, one a line. */
  readonly models: string;
  readonly routes: readonly EndpointId[];
}

interface RestrictionsProps {
  wish: Restriction;
  onChange: (change: Partial<Restriction>) => void;
}

/** Which models and endpoints a key may use; out of the way until somebody wants it. */
export function Restrictions({ wish, onChange }: RestrictionsProps) {
  const t = useTranslations('keys.form');
  return (
    <details className="rounded-card border border-line">
      <summary className="rounded-card px-3 py-2 text-ui">{t('restrict')}</summary>
      <div className="flex flex-col gap-4 border-t border-line-soft p-3">
        <Field label={t('models')} help={t('modelsHelp')}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              spellCheck={false}
              value={wish.models}
              onChange={({ target }) => onChange({ models: target.value })}
              className={`${FIELD} resize-y font-mono`}
            />
          )}
        </Field>
        <fieldset>
          <legend className="mb-1.5 text-ui">{t('routes')}</legend>
          <div className="flex flex-col gap-1">
            {ROUTES.map((route) => (
              <label key={route} className="flex items-center gap-2 pointer-coarse:min-h-11">
                <input
                  type="checkbox"
                  checked={wish.routes.includes(route)}
                  onChange={({ target }) =>
                    onChange({
                      routes: ROUTES.filter((one) => (one === route ? target.checked : wish.routes.includes(one))),
                    })
                  }
                  className="size-4 accent-accent"
                />
                <code className="font-mono text-[13px]">{ENDPOINTS[route].path}</code>
              </label>
            ))}
          </div>
          <p className="mt-1 text-meta text-faint">{t('routesHelp')}</p>
        </fieldset>
      </div>
    </details>
  );
}
