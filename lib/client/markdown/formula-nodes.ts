/** What KaTeX makes of a formula without trusted commands; the elements of MathML have a namespace of their own. */
const HTML_AND_SVG = new Set(['span', 'svg', 'path', 'line']);
const MATH_ML = 'http://www.w3.org/1998/Math/MathML';
/** These can hold links or foreign markup. */
const NOT_OF_MATH_ML = new Set(['maction', 'annotation-xml', 'mglyph']);

const ATTRIBUTES = new Set(
  `accent accentunder aria-hidden class columnalign columnlines columnspacing d depth display displaystyle encoding fence
  height largeop linebreak linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize notation
  preserveAspectRatio rowlines rowspacing rspace scriptlevel separator stretchy stroke-width style title valign viewBox
  voffset width x1 x2 xmlns y1 y2`.split(/\s+/),
);

let parser: DOMParser | undefined;

/**
 * The nodes of a formula's HTML. Only what KaTeX is known to make is taken, so that a formula which it does not escape
 * stays without effect: the text is read in a document that runs and loads nothing.
 */
export function formulaNodes(html: string): readonly Node[] {
  parser ??= new DOMParser();
  const { body } = parser.parseFromString(html, 'text/html');
  const kept = document.createDocumentFragment();
  for (const node of [...body.childNodes]) if (isHarmless(node)) kept.append(node);
  return [...kept.childNodes];
}

/** Takes from the node what has no place in a formula. */
function isHarmless(node: Node): boolean {
  if (!(node instanceof Element)) return node.nodeType === Node.TEXT_NODE;
  const { localName, namespaceURI } = node;
  const known = namespaceURI === MATH_ML ? !NOT_OF_MATH_ML.has(localName) : HTML_AND_SVG.has(localName);
  if (!known) return false;
  for (const name of node.getAttributeNames()) if (!ATTRIBUTES.has(name)) node.removeAttribute(name);
  for (const child of [...node.childNodes]) if (!isHarmless(child)) child.remove();
  return true;
}
