'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { CatalogueModel, Figure } from '#lib/contract/catalogue.ts';

interface FactProps {
  model: CatalogueModel;
}

export function ModelKinds({ model: { kinds, takesImages } }: FactProps) {
  const t = useTranslations('models');
  if (kinds.length === 0) return <Unknown />;
  return (
    <div>
      {kinds.map((kind) => t(`kinds.${kind}`)).join(' · ')}
      {takesImages && <span className="block text-meta text-muted">{t('takesImages')}</span>}
    </div>
  );
}

/** What it holds, and what one request may hold. */
export function ModelSize({ model: { kinds, contextTokens, dimensions, limits } }: FactProps) {
  const t = useTranslations('models');
  const format = useFormatter();
  const sizeOf = (bytes: number) => {
    // Caps of whole requests are powers of two, those of files of ten; each is said as it is.
    const binary = bytes % (1024 * 1024) === 0;
    return `${format.number(bytes / (binary ? 1024 * 1024 : 1_000_000))} ${binary ? 'MiB' : 'MB'}`;
  };
  if (contextTokens === null && dimensions === null && limits.length === 0) return <Unknown />;
  return (
    <ul>
      {contextTokens !== null && (
        <Told figure={contextTokens} words={t('size.context', { count: contextTokens.value })} />
      )}
      {dimensions !== null && <Told figure={dimensions} words={t('size.dimensions', { count: dimensions.value })} />}
      {dimensions === null && kinds.includes('embedding') && (
        <li className="text-faint">{t('size.dimensionsUnknown')}</li>
      )}
      {limits.map(({ name, value }) => (
        <li key={name} className="text-meta text-muted">
          {t(`limits.${name}`, { value, size: sizeOf(value) })}
        </li>
      ))}
    </ul>
  );
}

function Told({ figure, words }: { figure: Figure; words: string }) {
  const t = useTranslations('models.size');
  return (
    <li>
      {words}
      {figure.source === 'documentation' && <span className="text-meta text-faint"> · {t('documented')}</span>}
    </li>
  );
}

export function ModelPrice({ model: { price, sandbox }, currency }: FactProps & { currency: string }) {
  const t = useTranslations('models.price');
  const format = useFormatter();
  if (sandbox) return <span className="text-muted">{t('sandbox')}</span>;
  if (price === null) return <span className="text-muted">{t('unpriced')}</span>;
  const money = (amount: number) =>
    format.number(amount, { style: 'currency', currency, minimumFractionDigits: 0, maximumFractionDigits: 6 });
  const { promptPerMillionTokens, cachedPerMillionTokens, completionPerMillionTokens, perImage, perAudioMinute } =
    price;
  const lines = [
    promptPerMillionTokens !== undefined && t('prompt', { amount: money(promptPerMillionTokens) }),
    cachedPerMillionTokens !== undefined && t('cached', { amount: money(cachedPerMillionTokens) }),
    completionPerMillionTokens !== undefined && t('completion', { amount: money(completionPerMillionTokens) }),
    perImage !== undefined && t('image', { amount: money(perImage) }),
    perAudioMinute !== undefined && t('minute', { amount: money(perAudioMinute) }),
  ].filter((line) => typeof line === 'string');
  if (lines.length === 0) return <span>{t('free')}</span>;
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

export function ModelUpstream({ model: { upstream, servedBy, sandbox } }: FactProps) {
  const t = useTranslations('models.upstream');
  return (
    <div>
      {sandbox ? t('sandbox') : upstream}
      {servedBy === null && <span className="block text-meta text-danger">{t('nobody')}</span>}
      {servedBy !== null && servedBy !== upstream && (
        <span className="block text-meta text-warning">{t('elsewhere', { name: servedBy })}</span>
      )}
    </div>
  );
}

function Unknown() {
  const t = useTranslations('models');
  return (
    <span title={t('unknownWhy')} className="text-faint">
      {t('unknown')}
    </span>
  );
}
