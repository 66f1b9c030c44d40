'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { provideCommands } from '#lib/client/commands.ts';
import { ModelButton } from './model-button.tsx';

// The list with its search weighs more than the rest of the page: it comes when it is first opened.
const ModelCombobox = dynamic(() => import('./model-combobox.tsx').then((module) => module.ModelCombobox), {
  loading: () => <ModelButton aria-busy />,
});

export function ModelPicker() {
  const [opened, setOpened] = useState(false);
  useEffect(() => provideCommands({ chooseModel: { run: () => setOpened(true) } }), []);
  return opened ? <ModelCombobox /> : <ModelButton aria-haspopup="dialog" onClick={() => setOpened(true)} />;
}
