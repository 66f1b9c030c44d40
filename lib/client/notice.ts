import { create } from 'zustand';

/** Long enough to be read by somebody who looked elsewhere. */
const SHOWN_MS = 2_400;

export const useNotice = create<{ readonly text: string }>()(() => ({ text: '' }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Says that something was done which shows nowhere, such as a copy made by a key; screen readers hear it. */
export function tell(text: string): void {
  clearTimeout(timer);
  useNotice.setState({ text });
  timer = setTimeout(() => useNotice.setState({ text: '' }), SHOWN_MS);
}
