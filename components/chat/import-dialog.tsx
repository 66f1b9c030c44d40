'use client';
import { FileUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useDropzone } from 'react-dropzone';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { goToChat } from '#lib/client/chat/go-to.ts';
import { type ImportProgress, makeImported, readImport } from '#lib/client/chat/import.ts';
import type { ImportAnswer } from '#lib/client/chat/import-protocol.ts';
import { classNames } from '#lib/std/class-names.ts';
import { useModels } from './use-models.ts';

/** Larger ones are not read into a page. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

type Step =
  | { readonly at: 'choose'; readonly problem?: string }
  | { readonly at: 'reading'; readonly name: string }
  | { readonly at: 'making'; readonly count: number; readonly progress: ImportProgress }
  | {
      readonly at: 'done';
      readonly made: readonly string[];
      readonly leftOut: number;
      readonly refused: readonly string[];
      readonly lostPictures: number;
    };

/** Conversations from files: our own exports, ChatGPT's, and plain lists of messages. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('chat.import');
  const close = useTranslations('shell')('close');
  const { step, start } = useImport();
  const [only] = step.at === 'done' ? step.made : [];
  return (
    <Dialog title={t('title')} closeLabel={close} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4 text-ui">
        {step.at === 'choose' && <Choose problem={step.problem} onFile={start} />}
        <div role="status" className="flex flex-col gap-3 empty:hidden">
          {step.at === 'reading' && <p>{t('reading', { name: step.name })}</p>}
          {step.at === 'making' && (
            <>
              <p>{t('making', { done: step.progress.done, count: step.count })}</p>
              <progress value={step.progress.done} max={step.count} aria-label={t('title')} className="w-full" />
            </>
          )}
          {step.at === 'done' && (
            <>
              <p>{t('made', { count: step.made.length })}</p>
              {step.leftOut > 0 && <p className="text-muted">{t('leftOut', { count: step.leftOut })}</p>}
              {step.lostPictures > 0 && <p className="text-muted">{t('lostPictures', { count: step.lostPictures })}</p>}
              {step.refused.map((words) => (
                <p key={words} className="text-danger">
                  {words}
                </p>
              ))}
            </>
          )}
        </div>
        {step.at === 'done' && (
          <Button
            look="primary"
            className="self-start"
            onClick={() => {
              if (only !== undefined) goToChat(only);
              onClose();
            }}
          >
            {only === undefined ? close : t('open')}
          </Button>
        )}
        {(step.at === 'reading' || step.at === 'making') && (
          <Button className="self-start" onClick={onClose}>
            {t('cancel')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

interface ChooseProps {
  /** Why the file before could not be read. */
  problem: string | undefined;
  onFile: (file: File) => void;
}

function Choose({ problem, onFile }: ChooseProps) {
  const t = useTranslations('chat.import');
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    onDrop: ([file]) => {
      if (file !== undefined) onFile(file);
    },
    multiple: false,
    noClick: true,
    noKeyboard: true,
  });
  return (
    <>
      <p className="text-muted">{t('what')}</p>
      <div
        {...getRootProps()}
        className={classNames(
          'flex flex-col items-center gap-2 rounded-card border border-dashed p-6',
          isDragActive ? 'border-accent bg-accent-soft' : 'border-line-control',
        )}
      >
        <FileUp size={20} strokeWidth={1.5} aria-hidden className="text-faint" />
        <Button data-focus-first onClick={open}>
          {t('choose')}
        </Button>
        <p className="text-meta text-faint">{t('drop')}</p>
        <input {...getInputProps()} aria-hidden accept=".json,.md,.markdown,.txt" />
      </div>
      <p role="alert" className="text-danger empty:hidden">
        {problem}
      </p>
    </>
  );
}

function useImport() {
  const t = useTranslations('chat.import');
  const shell = useTranslations('shell');
  const { modelId } = useModels();
  const [step, setStep] = useState<Step>({ at: 'choose' });
  const abort = useRef<AbortController>(undefined);
  // Closing the dialog is the way to cut it off.
  useEffect(() => () => abort.current?.abort(), []);

  const faultOf = ({ fault }: ImportAnswer) =>
    fault === undefined ? undefined : t(`faults.${fault.code}`) + (fault.path === '' ? '' : ` (${fault.path})`);

  async function run(file: File, signal: AbortSignal): Promise<void> {
    const answer = await readImport({ text: await file.text(), model: modelId }, signal);
    const problem = faultOf(answer);
    if (problem !== undefined) {
      setStep({ at: 'choose', problem });
      return;
    }
    const { conversations, leftOut } = answer;
    let last: ImportProgress = { done: 0, refused: [], lostPictures: 0 };
    const onProgress = (progress: ImportProgress) => {
      last = progress;
      setStep({ at: 'making', count: conversations.length, progress });
    };
    onProgress(last);
    const made = await makeImported(answer, onProgress, signal);
    const { refused, lostPictures } = last;
    setStep({ at: 'done', made, leftOut, refused, lostPictures });
  }

  function start(file: File): void {
    if (file.size > MAX_FILE_BYTES) {
      setStep({ at: 'choose', problem: t('tooLarge') });
      return;
    }
    abort.current?.abort();
    const controller = new AbortController();
    abort.current = controller;
    setStep({ at: 'reading', name: file.name });
    run(file, controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted) return;
      setStep({
        at: 'choose',
        problem: shell('failed', { message: String(error instanceof Error ? error.message : error) }),
      });
    });
  }

  return { step, start };
}
