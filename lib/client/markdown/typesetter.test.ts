// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { setFormula } from './katex.ts';
import { LazyTypesetter } from './typesetter.ts';

function set(tex: string, display = false): HTMLElement {
  const node = document.createElement('span');
  node.textContent = tex;
  setFormula(node, tex, display);
  return node;
}

test('a formula is set, with MathML for who cannot see it', () => {
  const node = set('\\frac{a}{b} \\text{速度} 距离');
  expect(node.querySelector('.katex-html')).not.toBeNull();
  expect(node.querySelector('math annotation')?.textContent).toBe('\\frac{a}{b} \\text{速度} 距离');
});

test.each([
  '\\href{javascript:alert(1)}{x}',
  '\\url{javascript:alert(1)}',
  '\\includegraphics[width=9em]{https://evil.example/x.png}',
  '\\htmlClass{fixed inset-0}{x}',
  '\\htmlId{composer}{x}',
  '\\htmlStyle{position:fixed}{x}',
  '\\htmlData{turn=1}{x}',
])('T-WEB-05 a formula brings no link, picture, class, name or style of its own: %s', (tex) => {
  const node = set(tex);
  expect(node.querySelector('a, img, [href], [src], [id], [data-turn], .fixed')).toBeNull();
  for (const element of node.querySelectorAll<HTMLElement>('[style]')) expect(element.style.position).toBe('');
});

test.each([
  ['macros without end', '\\def\\a{\\a\\a}\\a'],
  [
    'macros that double',
    `${Array.from('bcdefghijklmnop', (name, index) => `\\def\\${name}{${index === 0 ? 'x' : `\\${'bcdefghijklmnop'[index - 1]}`.repeat(2)}}`).join('')}\\p`,
  ],
  ['groups in groups', `${'{'.repeat(1_900)}x${'}'.repeat(1_900)}`],
  ['fractions in fractions', '\\frac{'.repeat(600)],
  ['what is no TeX', '\\frac{a}{'],
])('T-WEB-05 a formula that cannot be set harms nothing: %s', (_, tex) => {
  const startedAt = process.cpuUsage();
  expect(() => set(tex)).not.toThrow();
  expect(set(tex).textContent).not.toBe('');
  expect(process.cpuUsage(startedAt).user / 1e6).toBeLessThan(10);
});

test('sizes are bounded', () => {
  const node = set('\\rule{9999em}{9999em}\\kern{9999em}\\raisebox{9999em}{x}');
  for (const element of node.querySelectorAll<HTMLElement>('.katex-html [style]')) {
    for (const size of element.style.cssText.match(/-?[\d.]+(?=em)/g) ?? []) {
      expect(Math.abs(Number(size))).toBeLessThanOrEqual(30);
    }
  }
});

test('formulas wait for the library, then all are set in slices', async () => {
  const loaded = Promise.withResolvers<typeof setFormula>();
  const typesetter = new LazyTypesetter(() => loaded.promise);
  const nodes = Array.from({ length: 200 }, () => document.createElement('span'));
  for (const node of nodes) typesetter.typeset(node, '\\sum_{i=1}^n \\frac{i}{2}', false);
  expect(nodes.every((node) => node.childNodes.length === 0)).toBe(true);
  loaded.resolve(setFormula);
  await vi.waitFor(() => expect(nodes.every((node) => node.querySelector('math') !== null)).toBe(true), 20_000);
});

test('a library that does not come leaves formulas as they are, and the next one tries again', async () => {
  const load = vi.fn<() => Promise<typeof setFormula>>().mockRejectedValueOnce(new Error('offline'));
  load.mockResolvedValue(setFormula);
  const typesetter = new LazyTypesetter(load);
  const [first, second] = [document.createElement('span'), document.createElement('span')];
  first.textContent = '$x$';
  typesetter.typeset(first, 'x', false);
  await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(1));
  await Promise.resolve();
  typesetter.typeset(second, 'y', false);
  await vi.waitFor(() => expect(second.querySelector('math')).not.toBeNull());
  expect(first.textContent).toBe('$x$');
});
