import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

export const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } } as const;

export type Size = keyof typeof SIZES;

const full = process.env.FULL === '1';

/** What a theme has a say in; whatever else axe looks at is the same in each. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Whether a state's turn comes in this size: every state's in both; where time is short in one of them, by turns. */
export const hasTurn = (size: Size, index: number): boolean => full || (index % 2 === 0) === (size === 'desktop');

/**
 * axe has nothing to say of the page as it stands. It runs in the page itself, once, and writes of what fails only: of
 * two seconds that the packaged runner took for one look, a tenth was axe.
 *
 * @param rules those alone; all when absent
 */
export async function expectNoViolations(page: Page, state: string, rules?: readonly string[]): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], selectors: false, preload: false, ...(rules && { runOnly: rules }) };
  const found: unknown = await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`,
  );
  // The other states of the same test are looked at all the same.
  expect.soft(found, state).toEqual([]);
}

/** The same in both themes: everything in the light one, colours in the dark one; with time everything in each. */
export async function expectNoViolationsInEither(page: Page, state: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expectNoViolations(page, `${state}, light`);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await expectNoViolations(page, `${state}, dark`, full ? undefined : COLOUR_RULES);
}

/** By how much the page is wider than its window. */
export const overflowPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** What nobody can reach because it stands beside the window: the frame cuts it off, and does not scroll there. */
export const controlsOutside = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      ((element.scrollWidth > element.clientWidth && /auto|scroll/.test(getComputedStyle(element).overflowX)) ||
        scrolls(element.parentElement));
    return [...document.querySelectorAll('button, a[href], input, textarea, select, summary')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        const outside = width > 1 && (left < -1 || right > window.innerWidth + 1);
        return outside && element.checkVisibility({ visibilityProperty: true }) && !scrolls(element);
      })
      .map((element) => (element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 60));
  });

/** A state as whoever looks at it meets it: axe has nothing to say in either theme, and all of it is within the window. */
export async function look(page: Page, state: string): Promise<void> {
  await expectNoViolationsInEither(page, state);
  expect.soft(await overflowPx(page), `${state}: nothing is wider than the window`).toBeLessThanOrEqual(0);
  expect.soft(await controlsOutside(page), `${state}: nothing stands beside the window`).toEqual([]);
}
