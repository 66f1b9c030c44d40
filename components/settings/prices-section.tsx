'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { Price } from '#lib/contract/price.ts';
import type { SettingsEnvironment } from '#lib/contract/settings.ts';
import { Section } from './section.tsx';
import { VariableList } from './variable-list.tsx';

const PARTS = [
  'promptPerMillionTokens',
  'cachedPerMillionTokens',
  'completionPerMillionTokens',
  'perImage',
  'perAudioMinute',
] as const satisfies readonly (keyof Price)[];

const CELL = 'py-2 pr-4 text-left align-top font-normal';

export function PricesSection({ environment }: { environment: SettingsEnvironment }) {
  const t = useTranslations('settings.prices');
  const prices = Object.entries(environment.prices);
  const currency = environment.variables.find(({ name }) => name === 'RUIJING_CURRENCY')?.value ?? '';
  return (
    <Section title={t('title')} intro={prices.length === 0 ? t('none') : t('intro')}>
      <VariableList names={['RUIJING_PRICES', 'RUIJING_CURRENCY']} environment={environment} />
      {prices.length > 0 && (
        <table aria-label={t('label')} className="w-full border-collapse border-t border-line-soft text-ui">
          <thead>
            <tr className="border-b border-line-soft text-meta text-muted">
              <th scope="col" className={CELL}>
                {t('model')}
              </th>
              <th scope="col" className={CELL}>
                {t('price')}
              </th>
            </tr>
          </thead>
          <tbody>
            {prices.map(([model, price]) => (
              <tr key={model} className="border-b border-line-soft last:border-b-0">
                <th scope="row" className={CELL}>
                  <code className="font-mono text-[13px] break-all">{model}</code>
                </th>
                <td className={`${CELL} tabular-nums`}>
                  <PriceLines price={price} currency={currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function PriceLines({ price, currency }: { price: Price; currency: string }) {
  const t = useTranslations('settings.prices');
  const format = useFormatter();
  const parts = PARTS.flatMap((name) => {
    const amount = price[name];
    return amount === undefined ? [] : [{ name, amount }];
  });
  if (parts.length === 0) return t('free');
  const money = (amount: number) =>
    format.number(amount, { style: 'currency', currency, minimumFractionDigits: 0, maximumFractionDigits: 6 });
  return (
    <ul>
      {parts.map(({ name, amount }) => (
        <li key={name}>{t(`parts.${name}`, { amount: money(amount) })}</li>
      ))}
    </ul>
  );
}
