'use client';
import { useSyncExternalStore } from 'react';
import { isApple } from '#lib/client/platform.ts';

const never = () => () => {};

/** Whether shortcuts are pressed with ⌘; undefined on the server, which does not know. */
export const useApple = (): boolean | undefined =>
  useSyncExternalStore<boolean | undefined>(never, isApple, () => undefined);
