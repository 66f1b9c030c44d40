import { create } from 'zustand';

const MIN_PX = 260;
const MAX_PX = 480;
const DEFAULT_PX = 300;
const KEY = 'ruijing.panel.1';

interface PanelStore {
  readonly open: boolean;
  /** The sheet of narrow windows; never open by itself. */
  readonly sheetOpen: boolean;
  readonly widthPx: number;
  readonly minPx: number;
  readonly maxPx: number;
  toggle(): void;
  toggleSheet(): void;
  resize(widthPx: number): void;
  /** Takes over what this browser remembers. */
  load(): void;
}

const clampWidth = (widthPx: number) => Math.round(Math.min(MAX_PX, Math.max(MIN_PX, widthPx)));

/** The right panel: whether it stands open and how wide. */
export const usePanel = create<PanelStore>()((set, get) => {
  const remember = () => {
    try {
      localStorage.setItem(KEY, `${get().open ? 'open' : 'closed'} ${get().widthPx}`);
    } catch {
      // Without storage it is not remembered; nothing else is lost.
    }
  };
  return {
    open: true,
    sheetOpen: false,
    widthPx: DEFAULT_PX,
    minPx: MIN_PX,
    maxPx: MAX_PX,
    toggle() {
      set({ open: !get().open });
      remember();
    },
    toggleSheet: () => set({ sheetOpen: !get().sheetOpen }),
    resize(widthPx) {
      set({ widthPx: clampWidth(widthPx) });
      remember();
    },
    load() {
      try {
        const remembered = /^(open|closed) (\d+)$/.exec(localStorage.getItem(KEY) ?? '');
        if (remembered !== null) set({ open: remembered[1] === 'open', widthPx: clampWidth(Number(remembered[2])) });
      } catch {
        // The same: a browser without storage starts with the defaults.
      }
    },
  };
});
