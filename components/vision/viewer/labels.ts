import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { type LabelLayout, type Labelled, layoutLabels, showOver } from '#lib/domain/vision/label-layout.ts';
import { LABEL, LAYER_LOOKS } from '#lib/domain/vision/layer-looks.ts';
import type { Rect } from '#lib/domain/vision/rect.ts';
import type { PlacedFinding } from './view-data.ts';

/** What is needed to place a label: its finding, and what is written on it. */
export interface LabelText {
  readonly finding: PlacedFinding;
  readonly text: string;
}

interface LabelsOptions {
  /** Of the labels, each with its finding's id as `data-label`. */
  readonly holder: HTMLElement;
  /** What is shown over others, where there is no room for it. */
  readonly active: HTMLElement;
  readonly texts: readonly LabelText[];
  readonly coordinates: ImageSize;
}

/** A box of an answer on the picture as it is shown. */
export const onScreen = ({ x, y, width, height }: Rect, coordinates: ImageSize, shown: ImageSize): Rect => {
  const [across, down] = [shown.width / coordinates.width, shown.height / coordinates.height];
  return { x: x * across, y: y * down, width: width * across, height: height * down };
};

const NO_LAYOUT: LabelLayout = { placed: new Map(), hidden: [] };

/** Places labels that React has made: only where the picture has another size. */
export class Labels {
  readonly #elements: ReadonlyMap<string, HTMLElement>;
  readonly #texts: readonly LabelText[];
  readonly #coordinates: ImageSize;
  readonly #widths: ReadonlyMap<string, number>;
  readonly #active: HTMLElement;
  #frame: ImageSize = { width: 1, height: 1 };
  #layout = NO_LAYOUT;
  #covered: readonly string[] = [];
  #activeId: string | undefined;

  constructor({ holder, active, texts, coordinates }: LabelsOptions) {
    const elements = [...holder.querySelectorAll<HTMLElement>('[data-label]')];
    this.#elements = new Map(elements.map((element) => [element.dataset.label ?? '', element]));
    this.#active = active;
    this.#texts = texts;
    this.#coordinates = coordinates;
    const widthOf = measure(getComputedStyle(holder).fontFamily);
    this.#widths = new Map(texts.map(({ finding, text }) => [finding.id, widthOf(text)]));
  }

  /** @returns how many found no room */
  layOut(shown: ImageSize): number {
    this.#frame = shown;
    const labelled = this.#texts.filter(({ finding }) => LAYER_LOOKS[finding.layer].isLabelled);
    const boxes = labelled.map((text) => this.#labelled(text));
    const layout = layoutLabels(boxes, { frame: shown });
    for (const [id, place] of layout.placed) {
      const element = this.#elements.get(id);
      if (element !== undefined) moveTo(element, place, shown);
    }
    for (const id of layout.hidden) this.#hide(id, true);
    for (const id of layout.placed.keys()) this.#hide(id, false);
    this.#layout = layout;
    this.#covered = [];
    this.show(this.#activeId);
    return layout.hidden.length;
  }

  /** Shows the label of whoever is pointed at, over others where there was no room for it. */
  show(id: string | undefined): void {
    this.#activeId = id;
    for (const covered of this.#covered) this.#hide(covered, false);
    this.#covered = [];
    const text =
      id !== undefined && !this.#layout.placed.has(id) && this.#texts.find(({ finding }) => finding.id === id);
    this.#active.hidden = !text;
    if (!text) return;
    const { place, covered } = showOver(this.#layout, this.#labelled(text), this.#frame);
    moveTo(this.#active, place, this.#frame);
    this.#covered = covered;
    for (const one of covered) this.#hide(one, true);
  }

  #hide(id: string, hidden: boolean): void {
    const element = this.#elements.get(id);
    if (element !== undefined && element.hidden !== hidden) element.hidden = hidden;
  }

  #labelled({ finding, text }: LabelText): Labelled {
    const width = this.#widths.get(finding.id) ?? text.length * LABEL.fontPx;
    const label = { width, height: LABEL.heightPx };
    const box = onScreen(finding.box, this.#coordinates, this.#frame);
    return { id: finding.id, box, label, confidence: finding.confidence };
  }
}

/** In shares of the picture, so that a label stays with its box while the picture is zoomed. */
function moveTo({ style }: HTMLElement, { x, y, width }: Rect, frame: ImageSize): void {
  style.left = `${(100 * x) / frame.width}%`;
  style.top = `${(100 * y) / frame.height}%`;
  style.width = `${width}px`;
}

/** How wide a label is with these words, as long as none is longer than one may be. */
function measure(fontFamily: string): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context !== null) context.font = `${LABEL.weight} ${LABEL.fontPx}px ${fontFamily}`;
  const known = new Map<string, number>();
  return (text) => {
    const width =
      known.get(text) ?? context?.measureText(text.slice(0, LABEL.maxWidthPx)).width ?? text.length * LABEL.fontPx;
    known.set(text, width);
    return Math.min(LABEL.maxWidthPx, Math.ceil(width) + 2 * LABEL.paddingPx);
  };
}
