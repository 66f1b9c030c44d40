'use client';
import { useQuery } from '@tanstack/react-query';
import { TriangleAlert, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, IconButton } from '#components/ui/button.tsx';
import { useSizeWords } from '#components/ui/use-size-words.ts';
import type { DraftPicture } from '#lib/client/chat/draft-picture.ts';
import { modelFiguresQuery } from '#lib/client/chat/model-figures.ts';
import {
  addPictures,
  canRetry,
  choosePictures,
  removePicture,
  retryPicture,
  whenPrepared,
} from '#lib/client/chat/pictures.ts';
import { useChat } from '#lib/client/chat/store.ts';
import {
  MAX_PICTURE_FILE_BYTES,
  MAX_PICTURE_FILE_PIXELS,
  MAX_PICTURES,
  MAX_REQUEST_PICTURE_BYTES,
  PICTURE_QUOTA_BYTES,
} from '#lib/contract/picture-limits.ts';
import type { Message } from '#lib/domain/chat/message.ts';
import { DropOverlay } from './drop-overlay.tsx';
import { type Chip, PictureChips } from './picture-chips.tsx';
import { useModels } from './use-models.ts';

const toComposer = () => document.getElementById('composer')?.focus();

/** What makes pictures of files: one thing to load, with what shows them. */
export const pictureTools = { addPictures, choosePictures, whenPrepared, DropOverlay };

/** Pictures of the message that is being written, what became of the others, and whether the model takes any. */
export function ComposerPictures() {
  const t = useTranslations('chat.pictures');
  const pictures = useChat((state) => state.pictures);
  const chips = pictures.flatMap((draft): Chip[] => {
    if (draft.state === 'refused') return [];
    const { key, name } = draft;
    return draft.state === 'ready'
      ? [{ key, name, picture: draft.picture, fileBytes: draft.fileBytes }]
      : [{ key, name, picture: undefined }];
  });
  const ready = chips.filter(({ picture }) => picture !== undefined).length;
  const remove = (key: string) => {
    removePicture(key);
    // The button that had the focus is gone.
    toComposer();
  };
  const retry = (key: string) => {
    retryPicture(key);
    toComposer();
  };
  return (
    <div className="flex flex-col gap-2 px-3 pt-3">
      {chips.length > 0 && <PictureChips chips={chips} onRemove={remove} />}
      <p role="status" className="sr-only">
        {chips.length > 0 && t('state', { ready, count: chips.length })}
      </p>
      <div role="alert" className="flex flex-col gap-1 empty:hidden">
        {pictures.map(
          (draft) =>
            draft.state === 'refused' && <Refused key={draft.key} draft={draft} onRemove={remove} onRetry={retry} />,
        )}
      </div>
      {chips.length > 0 && <Warnings />}
    </div>
  );
}

interface RefusedProps {
  draft: Extract<DraftPicture, { state: 'refused' }>;
  onRemove: (key: string) => void;
  onRetry: (key: string) => void;
}

function Refused({ draft: { key, name, fault }, onRemove, onRetry }: RefusedProps) {
  const t = useTranslations('chat.pictures');
  const close = useTranslations('shell')('close');
  const words = {
    gone: t('faults.gone', { name }),
    room: t('faults.room', { name, limit: PICTURE_QUOTA_BYTES / 1_000_000 }),
    type: t('faults.type', { name }),
    bytes: t('faults.bytes', { name, limit: MAX_PICTURE_FILE_BYTES / 1_000_000 }),
    pixels: t('faults.pixels', { name, limit: MAX_PICTURE_FILE_PIXELS }),
    broken: t('faults.broken', { name }),
    count: t('faults.count', { name, limit: MAX_PICTURES }),
    server: t('faults.server', { name, message: fault.words ?? '' }),
    network: t('faults.network', { name }),
    browser: t('faults.browser', { name }),
  };
  return (
    <div className="flex items-center gap-1 text-meta text-danger">
      <span className="min-w-0 grow wrap-anywhere">{words[fault.code]}</span>
      {canRetry(key) && (
        <Button size="compact" onClick={() => onRetry(key)}>
          {t('retry')}
        </Button>
      )}
      <IconButton compact label={close} onClick={() => onRemove(key)}>
        <X size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
    </div>
  );
}

const bytesOf = (messages: readonly Message[]): number =>
  messages
    .flatMap((message) => (message.role === 'user' ? (message.pictures ?? []) : []))
    .reduce((sum, { bytes }) => sum + bytes, 0);

/** What would be refused, before it is sent. */
function Warnings() {
  const t = useTranslations('chat.pictures');
  const sizeOf = useSizeWords();
  const { models, modelId } = useModels();
  const { data: catalogue } = useQuery(modelFiguresQuery);
  const messages = useChat((state) => state.messages);
  const drafted = useChat((state) => state.pictures);
  const takes = (id: string) => catalogue?.models.find((model) => model.id === id)?.takesImages ?? null;
  const other = models.find(({ id }) => takes(id) === true);
  const bytes = drafted.reduce(
    (sum, draft) => sum + (draft.state === 'ready' ? draft.picture.bytes : 0),
    bytesOf(messages),
  );
  return (
    <>
      {catalogue !== undefined && takes(modelId) === false && (
        <div className="flex flex-wrap items-center gap-2 rounded-card border border-line bg-warning-soft px-3 py-2 text-ui">
          <span className="grow">{t('model.none', { model: modelId })}</span>
          {other !== undefined && (
            <Button
              size="compact"
              onClick={() => {
                useChat.getState().setModel(other.id);
                toComposer();
              }}
            >
              {t('model.change', { model: other.id })}
            </Button>
          )}
        </div>
      )}
      {catalogue !== undefined && takes(modelId) === null && modelId !== '' && (
        <p className="text-meta text-muted">{t('model.unknown', { model: modelId })}</p>
      )}
      {bytes > MAX_REQUEST_PICTURE_BYTES && (
        <p className="flex items-start gap-1.5 text-meta text-warning">
          <TriangleAlert size={14} strokeWidth={1.5} aria-hidden className="mt-px shrink-0" />
          {t('tooMuch', { size: sizeOf(bytes), limit: sizeOf(MAX_REQUEST_PICTURE_BYTES) })}
        </p>
      )}
    </>
  );
}
