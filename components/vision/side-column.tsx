'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Nothing } from '#components/ui/nothing.ts';
import { Tabs } from '#components/ui/tabs.tsx';
import type { ChangeView } from '#components/ui/use-address-view.ts';
import type { VisionPicture } from '#lib/client/vision/picture.ts';
import type { ConnectionName } from '#lib/contract/connection.ts';
import { RESULT_TABS, type VisionView } from '#lib/domain/vision/vision-view.ts';
import { AnalysisSettings } from './analysis-settings.tsx';
import { Privacy } from './empty-vision.tsx';
import { PictureFacts } from './picture-facts.tsx';
import { PictureMenu } from './picture-menu.tsx';
import { Results } from './results.tsx';
import { useFindings } from './use-findings.ts';

const JsonPanel = dynamic(() => import('./json-panel.tsx').then((module) => module.JsonPanel), { loading: Nothing });
const ViewCodeDialog = dynamic(() => import('./view-code-dialog.tsx').then((module) => module.ViewCodeDialog), {
  ssr: false,
});

interface SideColumnProps {
  picture: VisionPicture;
  view: VisionView;
  onChange: ChangeView<VisionView>;
  connection: ConnectionName;
}

/** What is asked about the picture, what it was made of, and what was found in it. */
export function SideColumn({ picture, view, onChange, connection }: SideColumnProps) {
  const t = useTranslations('vision');
  const seen = useFindings(picture);
  const [showsCode, setShowsCode] = useState(false);
  return (
    <aside
      aria-label={t('side')}
      className="flex shrink-0 flex-col border-line bg-bg max-lg:border-t lg:w-96 lg:overflow-y-auto lg:border-l"
    >
      <header className="flex items-center gap-2 border-b border-line-soft py-1.5 pr-2 pl-4">
        <h2 className="min-w-0 grow truncate text-title" title={picture.name}>
          {picture.name}
        </h2>
        <PictureMenu picture={picture} view={view} onShowCode={() => setShowsCode(true)} />
      </header>
      <PictureFacts picture={picture} />
      <AnalysisSettings picture={picture} view={view} onChange={onChange} connection={connection} />
      {/* Not itself of the column, which would press its parts together. */}
      <div className="shrink-0">
        <Tabs
          label={t('results.label')}
          tabs={RESULT_TABS.map((id) => ({ id, name: t(`results.tabs.${id}`) }))}
          chosen={view.tab}
          onChoose={(tab) => onChange({ tab })}
        >
          {seen === undefined ? (
            <p className="p-4 text-ui text-muted">{t(picture.work === 'idle' ? 'results.none' : 'results.coming')}</p>
          ) : view.tab === 'json' ? (
            <JsonPanel answer={seen.run.answer} findings={seen.findings.findings} />
          ) : (
            <Results seen={seen} view={view} onChange={onChange} />
          )}
        </Tabs>
      </div>
      <div className="mt-auto border-t border-line-soft p-4">
        <Privacy connection={connection} />
      </div>
      {showsCode && <ViewCodeDialog picture={picture} view={view} onClose={() => setShowsCode(false)} />}
    </aside>
  );
}
