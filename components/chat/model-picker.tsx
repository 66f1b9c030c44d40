'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { ModelButton } from './model-button.tsx';

// The list with its search weighs more than the rest of the page: it comes when it is first opened.
const ModelCombobox = dynamic(() => import('./model-combobox.tsx').then((module) => module.ModelCombobox), {
  loading: () => <ModelButton aria-busy />,
});

export function ModelPicker() {
  const [opened, setOpened] = useState(false);
  return opened ? <ModelCombobox /> : <ModelButton aria-haspopup="dialog" onClick={() => setOpened(true)} />;
}
