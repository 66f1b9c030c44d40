'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { CodeText } from './code-text.tsx';
import { Dialog } from './dialog.tsx';
import { type Tab, Tabs } from './tabs.tsx';

interface CodeDialogProps<Id extends string> {
  words: { readonly title: string; readonly forms: string };
  forms: readonly Tab<Id>[];
  chosen: Id;
  onChoose: (id: Id) => void;
  /** In the chosen form; the language is the highlighter's. */
  code: { readonly text: string; readonly language: string };
  onClose: () => void;
  /** What is to be known of it, as items of a list. */
  children: ReactNode;
}

/** A request as code, in the form that a person chooses. */
export function CodeDialog<Id extends string>(props: CodeDialogProps<Id>) {
  const { words, forms, chosen, onChoose, code, onClose, children } = props;
  const close = useTranslations('shell')('close');
  return (
    <Dialog shape="wide" title={words.title} closeLabel={close} onClose={onClose}>
      <Tabs label={words.forms} tabs={forms} chosen={chosen} onChoose={onChoose}>
        <div className="flex flex-col gap-3 p-4">
          <ul className="text-meta text-muted">{children}</ul>
          <CodeText key={chosen} code={code.text} language={code.language} />
        </div>
      </Tabs>
    </Dialog>
  );
}
