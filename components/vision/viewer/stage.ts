import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import type { Rect } from '#lib/domain/vision/rect.ts';
import {
  CRISP_ABOVE,
  clampZoom,
  fitZoom,
  marginsOf,
  type Place,
  scrollAfterZoom,
  shownSize,
  stepZoom,
} from '#lib/domain/vision/zoom.ts';
import type { Zoom } from './view-data.ts';

export interface StageOptions {
  /** Scrolls. */
  readonly scroller: HTMLElement;
  /** As large as the picture is shown; what lies over it lies in here. */
  readonly sheet: HTMLElement;
  readonly image: HTMLElement;
  /** As displayed, in its own pixels. */
  readonly picture: ImageSize;
  /** Told after each change, within the same frame. */
  readonly onZoom: (zoom: Zoom, shown: ImageSize) => void;
}

/** What is kept free around a box that is brought into view. */
const REVEAL_MARGIN_PX = 24;

/** The one place that sizes a picture and scrolls it; React hears of it, and draws nothing anew. */
export class Stage {
  readonly #scroller: HTMLElement;
  readonly #sheet: HTMLElement;
  readonly #image: HTMLElement;
  readonly #picture: ImageSize;
  readonly #onZoom: StageOptions['onZoom'];
  readonly #resize: ResizeObserver;
  #scale = 1;
  #isFit = true;
  #shown: ImageSize;

  constructor({ scroller, sheet, image, picture, onZoom }: StageOptions) {
    this.#scroller = scroller;
    this.#sheet = sheet;
    this.#image = image;
    this.#picture = picture;
    this.#onZoom = onZoom;
    this.#shown = picture;
    this.fit();
    // Of the view without its scrollbars: they come and go with the size of the picture.
    this.#resize = new ResizeObserver(() => this.#resized());
    this.#resize.observe(scroller);
  }

  destroy(): void {
    this.#resize.disconnect();
  }

  get scale(): number {
    return this.#scale;
  }

  /** Shows all of the picture, now and after every change of the window. */
  fit(): void {
    this.#isFit = true;
    const { offsetWidth: width, offsetHeight: height } = this.#scroller;
    this.#apply(fitZoom(this.#picture, { width, height }), this.#middle());
  }

  /** @param point of the view that stays where it is; its middle when absent */
  zoomTo(scale: number, point = this.#middle()): void {
    this.#isFit = false;
    this.#apply(clampZoom(scale), point);
  }

  step(direction: 1 | -1): void {
    this.zoomTo(stepZoom(this.#scale, direction));
  }

  panBy(across: number, down: number): void {
    this.#scroller.scrollLeft += across;
    this.#scroller.scrollTop += down;
  }

  /** A place of the window as one of the view. */
  inView({ x, y }: Place): Place {
    const { left, top } = this.#scroller.getBoundingClientRect();
    return { x: x - left, y: y - top };
  }

  /** A place of the window as one of the picture as shown. */
  onSheet({ x, y }: Place): Place {
    const { left, top } = this.#sheet.getBoundingClientRect();
    return { x: x - left, y: y - top };
  }

  /** Scrolls no further than it takes to see a box. @param box of the picture as shown */
  reveal(box: Rect): void {
    const { clientWidth, clientHeight, scrollLeft, scrollTop } = this.#scroller;
    const margins = marginsOf(this.#shown, this.#view());
    this.#scroller.scrollLeft = nearest(scrollLeft, clientWidth, [box.x + margins.x, box.width]);
    this.#scroller.scrollTop = nearest(scrollTop, clientHeight, [box.y + margins.y, box.height]);
  }

  #view(): ImageSize {
    return { width: this.#scroller.clientWidth, height: this.#scroller.clientHeight };
  }

  #middle(): Place {
    const { width, height } = this.#view();
    return { x: width / 2, y: height / 2 };
  }

  #apply(scale: number, point: Place): void {
    const [from, to, view] = [this.#shown, shownSize(this.#picture, scale), this.#view()];
    const scroll = { x: this.#scroller.scrollLeft, y: this.#scroller.scrollTop };
    const after = scrollAfterZoom({ from, to, view, scroll, point });
    this.#scale = scale;
    this.#shown = to;
    const { style } = this.#sheet;
    style.width = `${to.width}px`;
    style.height = `${to.height}px`;
    // Nothing here that is inherited: a few hundred boxes and labels would be styled anew.
    this.#image.style.imageRendering = scale > CRISP_ABOVE ? 'pixelated' : 'auto';
    this.#centre(view);
    this.#scroller.scrollLeft = after.x;
    this.#scroller.scrollTop = after.y;
    this.#onZoom({ scale, isFit: this.#isFit }, to);
  }

  #centre(view: ImageSize): void {
    const { x, y } = marginsOf(this.#shown, view);
    this.#sheet.style.margin = `${y}px ${x}px`;
  }

  #resized(): void {
    if (this.#isFit) this.fit();
    else this.#centre(this.#view());
  }
}

/** How far to scroll for a stretch to be seen; one that is too long is seen from its beginning. */
function nearest(scroll: number, view: number, [start, length]: readonly [number, number]): number {
  const [from, to] = [start - REVEAL_MARGIN_PX, start + length + REVEAL_MARGIN_PX];
  if (from < scroll || to - from > view) return from >= scroll && from < scroll + view / 2 ? scroll : from;
  return to > scroll + view ? to - view : scroll;
}
