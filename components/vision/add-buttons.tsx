'use client';
import { Camera, ImagePlus, Link2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, IconButton } from '#components/ui/button.tsx';

interface AddButtonsProps {
  onChoose: () => void;
  onCamera: () => void;
  onAddress: () => void;
}

/** The ways in for a picture, beside dropping and pasting it. */
export function AddButtons({ onChoose, onCamera, onAddress }: AddButtonsProps) {
  const t = useTranslations('vision.add');
  return (
    <div className="flex shrink-0 items-center gap-1">
      <Button onClick={onChoose}>
        <ImagePlus size={16} strokeWidth={1.5} aria-hidden />
        {t('choose')}
      </Button>
      <IconButton label={t('camera')} aria-haspopup="dialog" onClick={onCamera}>
        <Camera size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <IconButton label={t('address')} aria-haspopup="dialog" onClick={onAddress}>
        <Link2 size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
    </div>
  );
}
