'use client';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import type { CatalogueModel } from '#lib/contract/catalogue.ts';
import { type ModelsView, SORT_COLUMNS, type SortColumn } from '#lib/domain/models/view.ts';
import { classNames } from '#lib/std/class-names.ts';
import { type Calls, ModelAction } from './model-action.tsx';
import { ModelKinds, ModelPrice, ModelSize, ModelUpstream } from './model-facts.tsx';

interface ModelsTableProps {
  models: readonly CatalogueModel[];
  /** ISO 4217. */
  currency: string;
  calls: Calls;
  view: ModelsView;
  onSort: (sort: Pick<ModelsView, 'sort' | 'descending'>) => void;
}

const CELL = 'px-3 py-2.5 text-left align-top font-normal';
/** On a phone what would stand here stands below the model's name. */
const WIDE_CELL = `${CELL} max-md:hidden`;

export function ModelsTable({ models, currency, calls, view, onSort }: ModelsTableProps) {
  const t = useTranslations('models.table');
  return (
    <div className="overflow-hidden rounded-card border border-line">
      <table aria-label={t('label')} className="w-full border-collapse text-ui">
        <thead>
          <tr className="border-b border-line bg-bg text-meta text-muted">
            {SORT_COLUMNS.map((column) => (
              <SortHead key={column} column={column} view={view} onSort={onSort} />
            ))}
            <th scope="col" className={CELL}>
              <span className="sr-only">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <ModelRow key={`${model.upstream}/${model.id}`} model={model} currency={currency} calls={calls} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SortHeadProps extends Pick<ModelsTableProps, 'view' | 'onSort'> {
  column: SortColumn;
}

/** One press sorts, the next turns it round, the third gives the first order back. */
function SortHead({ column, view, onSort }: SortHeadProps) {
  const t = useTranslations('models.table');
  const sorted = view.sort === column;
  const Icon = sorted ? (view.descending ? ArrowDown : ArrowUp) : ChevronsUpDown;
  const next = () => {
    if (!sorted) return { sort: column, descending: false };
    return view.descending ? { sort: undefined, descending: false } : { sort: column, descending: true };
  };
  return (
    <th
      scope="col"
      aria-sort={sorted ? (view.descending ? 'descending' : 'ascending') : 'none'}
      className={classNames('px-1 py-1 text-left font-normal', column !== 'id' && 'max-md:hidden')}
    >
      <button
        type="button"
        onClick={() => onSort(next())}
        className="inline-flex h-7 items-center gap-1 rounded-control px-2 hover:bg-hover hover:text-text pointer-coarse:h-11"
      >
        {t(column)}
        <Icon size={12} strokeWidth={1.75} aria-hidden className={sorted ? 'text-accent' : 'text-faint'} />
      </button>
    </th>
  );
}

interface ModelRowProps extends Pick<ModelsTableProps, 'currency' | 'calls'> {
  model: CatalogueModel;
}

function ModelRow({ model, currency, calls }: ModelRowProps) {
  const t = useTranslations('models');
  const { id, sandbox, fault } = model;
  return (
    <tr className="border-b border-line-soft last:border-b-0">
      <th scope="row" className="px-3 py-1.5 text-left align-top font-normal">
        <span className="flex min-h-7 items-center gap-x-1.5">
          <code className="min-w-0 font-mono text-[13px] break-all">{id}</code>
          {sandbox && <SandboxMark />}
          <CopyButton text={id} label={t('copyId', { id })} />
        </span>
        {fault && <span className="block text-meta text-faint">{t('fault')}</span>}
        <div className="mt-1 flex flex-col gap-1 text-meta text-muted md:hidden">
          <ModelKinds model={model} />
          <ModelSize model={model} />
          <ModelPrice model={model} currency={currency} />
          <ModelUpstream model={model} />
        </div>
      </th>
      <td className={WIDE_CELL}>
        <ModelKinds model={model} />
      </td>
      <td className={`${WIDE_CELL} tabular-nums`}>
        <ModelSize model={model} />
      </td>
      <td className={`${WIDE_CELL} tabular-nums`}>
        <ModelPrice model={model} currency={currency} />
      </td>
      <td className={`${WIDE_CELL} break-words`}>
        <ModelUpstream model={model} />
      </td>
      <td className="px-3 py-2 text-right align-top whitespace-nowrap">
        {calls !== null && <ModelAction model={model} needsKey={calls.needKey} />}
      </td>
    </tr>
  );
}
