/** Whether ⌘ is the key of shortcuts here, as on Apple's systems; Ctrl is it on all others. */
export const isApple = (): boolean => /Mac|iP(?:hone|ad|od)/.test(navigator.platform);
