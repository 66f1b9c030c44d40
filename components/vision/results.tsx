'use client';
import { useTranslations } from 'next-intl';
import { CopyButton } from '#components/ui/copy-button.tsx';
import type { ChangeView } from '#components/ui/use-address-view.ts';
import type { VisionFeature } from '#lib/contract/vision.ts';
import type { Finding } from '#lib/domain/vision/findings.ts';
import { isSure, type VisionView } from '#lib/domain/vision/vision-view.ts';
import { FindingList } from './finding-list.tsx';
import { LayerSection } from './layer-section.tsx';
import { Palette } from './palette.tsx';
import type { Seen } from './use-findings.ts';
import { useLabelName } from './use-label-name.ts';

interface ResultsProps {
  seen: Seen;
  view: VisionView;
  onChange: ChangeView<VisionView>;
}

/** What was found, kind by kind: each can be hidden, and asked to be more certain. */
export function Results({ seen, view, onChange }: ResultsProps) {
  const t = useTranslations('vision.results');
  const { findings: found, run } = seen;
  const { findings, labels, text, unreadLines, colors } = found;
  const { minPercent } = view;
  const part = { view, onChange };
  const of = (layer: Finding['layer']) => findings.filter((finding) => finding.layer === layer);
  const sureOf = (all: readonly Finding[]) =>
    all.filter(({ layer, confidence }) => isSure(confidence, minPercent[layer]));
  const [objects, lines, faces, other] = [of('objects'), of('text'), of('faces'), of('other')];
  const sureLabels = (labels ?? []).filter(({ confidence }) => isSure(confidence, minPercent.labels));
  const asked = (feature: VisionFeature) => run.features.includes(feature);
  const isNothing = findings.length === 0 && labels === undefined && text === undefined && colors === undefined;
  return (
    <div className="flex flex-col">
      {!found.isOurs && <p className="border-b border-line-soft px-4 py-2.5 text-meta text-warning">{t('foreign')}</p>}
      {isNothing && <p className="p-4 text-ui text-muted">{t('nothingKnown')}</p>}
      {(asked('objects') || objects.length > 0) && (
        <LayerSection layer="objects" count={objects.length} shown={sureOf(objects).length} {...part}>
          <FindingList findings={sureOf(objects)} />
        </LayerSection>
      )}
      {(asked('text') || text !== undefined) && (
        <LayerSection
          layer="text"
          count={lines.length}
          shown={sureOf(lines).length}
          {...part}
          tools={text !== undefined && text !== '' && <CopyButton text={text} label={t('copyText')} />}
        >
          {unreadLines !== undefined && (
            <p className="px-4 pb-1.5 text-meta text-warning">{t('unread', { count: unreadLines })}</p>
          )}
          {lines.length > 0 ? (
            <FindingList findings={sureOf(lines)} isText />
          ) : (
            text !== undefined && text !== '' && <p className="px-4 text-ui whitespace-pre-wrap">{text}</p>
          )}
        </LayerSection>
      )}
      {(asked('faces') || faces.length > 0) && (
        <LayerSection layer="faces" count={faces.length} shown={sureOf(faces).length} {...part}>
          <FindingList findings={sureOf(faces)} />
        </LayerSection>
      )}
      {other.length > 0 && (
        <LayerSection layer="other" count={other.length} shown={sureOf(other).length} {...part}>
          <FindingList findings={sureOf(other)} />
        </LayerSection>
      )}
      {(asked('labels') || labels !== undefined) && (
        <LayerSection layer="labels" count={labels?.length ?? 0} shown={sureLabels.length} {...part}>
          <LabelList labels={sureLabels} />
        </LayerSection>
      )}
      {(asked('colors') || colors !== undefined) && (
        <LayerSection layer="colors" count={colors?.length ?? 0} shown={colors?.length ?? 0} {...part}>
          <Palette colors={colors ?? []} />
        </LayerSection>
      )}
    </div>
  );
}

function LabelList({ labels }: { labels: NonNullable<Seen['findings']['labels']> }) {
  const t = useTranslations('vision.results');
  const nameOf = useLabelName();
  return (
    <ul className="flex flex-wrap gap-1.5 px-4">
      {labels.map(({ id, label, confidence }) => (
        <li key={id} className="rounded-full bg-hover px-2.5 py-0.5 text-meta">
          {nameOf(label)}
          {confidence !== undefined && (
            <span className="ml-1.5 text-muted tabular-nums">{t('percent', { share: confidence })}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
