import { type Messages, NextIntlClientProvider } from 'next-intl';
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach } from 'vitest';
import type { Locale } from '#lib/i18n/locale.ts';

const rendered: (() => void)[] = [];
afterEach(() => {
  for (const remove of rendered.splice(0)) remove();
});

interface RenderOptions {
  locale: Locale;
  messages: Partial<Messages>;
  /** What every element is wide; jsdom lays nothing out. */
  widthPx?: number;
}

/** Renders into a page of jsdom, until the test ends. @returns what holds it, and a function that renders anew */
export function render(node: ReactNode, { locale, messages, widthPx = 0 }: RenderOptions) {
  // React wants to be told that its updates are waited for.
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);
  Reflect.set(globalThis, 'ResizeObserver', observerOf(widthPx));
  const container = document.body.appendChild(document.createElement('div'));
  const root = createRoot(container);
  const show = (content: ReactNode) =>
    act(() =>
      root.render(
        <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
          {content}
        </NextIntlClientProvider>,
      ),
    );
  show(node);
  rendered.push(() => {
    act(() => root.unmount());
    container.remove();
  });
  return { container, show };
}

/** Tells every element the same width, at once. */
const observerOf = (widthPx: number) =>
  class {
    readonly #tell: (entries: readonly { contentRect: { width: number } }[]) => void;
    constructor(tell: (entries: readonly { contentRect: { width: number } }[]) => void) {
      this.#tell = tell;
    }
    observe() {
      this.#tell([{ contentRect: { width: widthPx } }]);
    }
    disconnect() {
      // There is nothing to end.
    }
  };

/** Presses keys one after the other, as on an element that has the focus. */
export function press(element: Element, ...keys: (string | { key: string; shiftKey: boolean })[]): void {
  for (const key of keys) {
    const init = typeof key === 'string' ? { key } : key;
    act(() => {
      element.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
    });
  }
}

/** The only element that a selector finds. */
export function one(container: ParentNode, selector: string): HTMLElement {
  const found = [...container.querySelectorAll<HTMLElement>(selector)];
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${selector}: ${found.length} of them`);
  return first;
}

/** Clicks the only button that has these words. */
export function click(container: ParentNode, words: string): void {
  const found = [...container.querySelectorAll('button')].filter(({ textContent }) => textContent === words);
  if (found.length !== 1) throw new Error(`${words}: ${found.length} buttons`);
  act(() => found[0]?.click());
}
