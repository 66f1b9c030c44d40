// @vitest-environment jsdom
import katex from 'katex';
import { expect, test, vi } from 'vitest';
import { formulaNodes } from './formula-nodes.ts';
import { formulaHtml } from './katex.ts';
import { type FormulaSetter, LazyTypesetter } from './typesetter.ts';

function set(tex: string, display = false): HTMLElement {
  const node = document.createElement('span');
  node.textContent = tex;
  const html = formulaHtml(tex, display);
  if (html !== undefined) node.replaceChildren(...formulaNodes(html));
  return node;
}

/** Elements, words and attributes; how a style is spaced, and what says nothing, does not count. */
function shape(node: Node): string {
  if (!(node instanceof Element)) return JSON.stringify(node.textContent);
  if (node instanceof HTMLElement && node.hasAttribute('style')) node.style.cssText += '';
  const attributes = [...node.attributes].map(({ name, value }) => `${name}=${value}`);
  const telling = attributes.filter((attribute) => attribute !== 'class=' && !attribute.startsWith('xmlns='));
  return `${node.localName}(${telling.sort().join()})[${[...node.childNodes].map(shape).join()}]`;
}

const setHere: FormulaSetter = (tex, display) => Promise.resolve(formulaHtml(tex, display));

test('a formula is set, with MathML for who cannot see it', () => {
  const node = set('\\frac{a}{b} \\text{速度} 距离');
  expect(node.querySelector('.katex-html')).not.toBeNull();
  expect(node.querySelector('math annotation')?.textContent).toBe('\\frac{a}{b} \\text{速度} 距离');
});

test.each([
  '\\frac{a}{b} \\text{速度} 距离',
  '\\sum_{i=1}^n \\sqrt[3]{x_i} \\left( \\frac{1}{2} \\right)',
  '\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix} \\begin{array}{c|c} 1 & 2 \\\\ \\hline 3 & 4 \\end{array}',
  '\\begin{aligned} f(x) &= \\overbrace{a+b}^{c} \\\\ &\\xrightarrow{n \\to \\infty} \\widehat{xyz} \\end{aligned}',
  '\\boxed{\\cancel{x} + \\sout{y}} \\color{red} \\mathbb{R} \\operatorname*{argmax}_x \\colorbox{yellow}{a}',
  '\\underbrace{\\phase{-78^\\circ}} \\not= \\overrightarrow{AB} \\mathring{a} \\rule{1em}{2pt} \\hbox{$x<y$ & "z"}',
  'a & b < c > "d" \\undefined',
])('nothing of a formula is lost on its way from the worker: %s', (tex) => {
  const expected = document.createElement('span');
  katex.render(tex, expected, { throwOnError: false, strict: 'ignore', errorColor: 'currentColor', displayMode: true });
  expect(shape(set(tex, true))).toBe(shape(expected));
});

test.each([
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<span onclick="alert(1)" id="composer" data-turn="1">x</span>',
  '<svg><a href="javascript:alert(1)"><path d="M0 0"/></a><foreignObject><iframe></iframe></foreignObject></svg>',
  '<svg onload="alert(1)"><use href="#x"/><style>*{display:none}</style></svg>',
  '<math><maction actiontype="statusline"><mtext>x</mtext></maction><mtext><a href="//evil.example">x</a></mtext></math>',
  '<math><annotation-xml encoding="text/html"><img src=x></annotation-xml></math>',
  '<span><form action="/x"><button name="y">z</button></form></span>',
])('T-WEB-05 of what a formula never holds nothing reaches the page: %s', (html) => {
  const node = document.createElement('div');
  node.append(...formulaNodes(html));
  expect(node.querySelector('a, img, script, style, use, iframe, form, button, foreignObject, maction')).toBeNull();
  for (const element of node.querySelectorAll('*')) {
    expect(element.getAttributeNames().filter((name) => /^on|href|src|^id$|^data-|action/.test(name))).toEqual([]);
  }
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
  const loaded = Promise.withResolvers<FormulaSetter>();
  const typesetter = new LazyTypesetter(() => loaded.promise);
  const nodes = Array.from({ length: 200 }, () => document.createElement('span'));
  for (const node of nodes) typesetter.typeset(node, '\\sum_{i=1}^n \\frac{i}{2}', false);
  expect(nodes.every((node) => node.childNodes.length === 0)).toBe(true);
  loaded.resolve(setHere);
  await vi.waitFor(() => expect(nodes.every((node) => node.querySelector('math') !== null)).toBe(true), 20_000);
});

test('a library that does not come leaves formulas as they are, and the next one tries again', async () => {
  const load = vi.fn<() => Promise<FormulaSetter>>().mockRejectedValueOnce(new Error('offline'));
  load.mockResolvedValue(setHere);
  await showSecondOnly(load);
});

test('a worker that ends leaves what it had as it is written, and the next formula has a new one', async () => {
  const load = vi.fn<() => Promise<FormulaSetter>>();
  load.mockResolvedValueOnce(() => Promise.reject(new Error('ended'))).mockResolvedValue(setHere);
  await showSecondOnly(load);
});

async function showSecondOnly(load: () => Promise<FormulaSetter>): Promise<void> {
  const typesetter = new LazyTypesetter(load);
  const [first, second] = [document.createElement('span'), document.createElement('span')];
  first.textContent = '$x$';
  typesetter.typeset(first, 'x', false);
  await vi.waitFor(() => {
    typesetter.typeset(second, 'y', false);
    expect(second.querySelector('math')).not.toBeNull();
  });
  expect(load).toHaveBeenCalledTimes(2);
  expect(first.textContent).toBe('$x$');
}
