import { create } from 'zustand';

export interface PanelStore {
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

interface PanelOptions {
  /** Under which this browser remembers it. */
  readonly key: string;
  readonly minPx: number;
  readonly maxPx: number;
  readonly widthPx: number;
}

/** A panel at the side: whether it stands open and how wide. */
function createPanelStore({ key, minPx, maxPx, widthPx: initialPx }: PanelOptions) {
  const clampWidth = (widthPx: number) => Math.round(Math.min(maxPx, Math.max(minPx, widthPx)));
  return create<PanelStore>()((set, get) => {
    const remember = () => {
      try {
        localStorage.setItem(key, `${get().open ? 'open' : 'closed'} ${get().widthPx}`);
      } catch {
        // Without storage it is not remembered; nothing else is lost.
      }
    };
    return {
      ...{ open: true, sheetOpen: false, widthPx: initialPx, minPx, maxPx },
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
          const remembered = /^(open|closed) (\d+)$/.exec(localStorage.getItem(key) ?? '');
          if (remembered !== null) set({ open: remembered[1] === 'open', widthPx: clampWidth(Number(remembered[2])) });
        } catch {
          // The same: a browser without storage starts with the defaults.
        }
      },
    };
  });
}

/** The parameters, right of the conversation. */
export const usePanel = createPanelStore({ key: 'ruijing.panel.1', minPx: 260, maxPx: 480, widthPx: 300 });

/** The list of conversations, left of it. */
export const useListPanel = createPanelStore({ key: 'ruijing.list.1', minPx: 208, maxPx: 208, widthPx: 208 });
