'use client';
import { Braces, Code, Download, EllipsisVertical, ImageDown, Trash2 } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { Menu, type MenuItem } from '#components/ui/menu.tsx';
import { downloadBlob, downloadText } from '#lib/client/download.ts';
import { tell } from '#lib/client/notice.ts';
import type { VisionPicture } from '#lib/client/vision/picture.ts';
import { removePicture } from '#lib/client/vision/queue.ts';
import { type VisionView, visibleFindings } from '#lib/domain/vision/vision-view.ts';
import { type Seen, useFindings } from './use-findings.ts';
import { useLabelName } from './use-label-name.ts';
import { useFindingWords } from './viewer/use-finding-words.ts';

interface PictureMenuProps {
  picture: VisionPicture;
  view: VisionView;
  onShowCode: () => void;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  ...{ 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/gif': 'gif' },
};

/** What can be taken away from a picture's analysis. */
export function PictureMenu({ picture, view, onShowCode }: PictureMenuProps) {
  const t = useTranslations('vision.menu');
  const seen = useFindings(picture);
  const annotate = useAnnotated(view);
  const { key, name, prepared } = picture;
  const base = name.replace(/\.[^.]*$/, '');
  const items: MenuItem[] = [
    { id: 'code', label: t('code'), icon: Code, run: onShowCode },
    ...(seen === undefined
      ? []
      : [
          {
            ...{ id: 'json', label: t('json'), icon: Braces },
            run: () => downloadText(`${base}.json`, JSON.stringify(seen.run.answer, null, 2), 'application/json'),
          },
          {
            ...{ id: 'png', label: t('png'), icon: ImageDown },
            run: () => void annotate(picture, seen, `${base}.annotated.png`),
          },
        ]),
    ...(prepared === undefined
      ? []
      : [
          {
            ...{ id: 'original', label: t('original'), icon: Download },
            run: () => downloadBlob(`${base}.${EXTENSIONS[prepared.blob.type] ?? 'img'}`, prepared.blob),
          },
        ]),
    { id: 'remove', label: t('remove'), icon: Trash2, danger: true, run: () => removePicture(key) },
  ];
  return <Menu label={t('label')} icon={<EllipsisVertical size={16} strokeWidth={1.5} aria-hidden />} items={items} />;
}

/** @returns hands the browser the picture with what is shown drawn into it */
function useAnnotated({ hidden, minPercent }: VisionView) {
  const t = useTranslations('vision.menu');
  const format = useFormatter();
  const nameOf = useLabelName();
  const { short } = useFindingWords();
  return async ({ prepared }: VisionPicture, { findings, coordinates }: Seen, fileName: string) => {
    if (prepared === undefined) return;
    const { annotate } = await import('#lib/client/vision/annotate.ts');
    const visible = visibleFindings(findings.findings, { hidden, minPercent });
    const named = visible.map((finding) =>
      finding.layer === 'text' ? finding : { ...finding, label: nameOf(finding.label) },
    );
    const made = await annotate(prepared.blob, { findings: named, coordinates, textOf: short }).catch(() => undefined);
    if (made === undefined) {
      tell(t('pngFailed'));
      return;
    }
    downloadBlob(fileName, made.png);
    if (made.size.width < prepared.size.width) {
      tell(t('pngScaled', { width: format.number(made.size.width), height: format.number(made.size.height) }));
    }
  };
}
