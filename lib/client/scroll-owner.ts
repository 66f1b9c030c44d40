/** How near the end counts as the end, in CSS pixels: fractional sizes never meet it exactly. */
const AT_END_PX = 4;

/**
 * The one place that scrolls a conversation. A new question goes to the top of the view and the answer grows below it;
 * from then on nothing moves by itself, unless the person went to the end to follow.
 */
export class ScrollOwner {
  readonly #scroller: HTMLElement;
  readonly #resize: ResizeObserver;
  readonly #onAway: (away: boolean) => void;
  #follows = false;
  #lastTop = 0;
  #viewHeightPx = 0;

  /**
   * Gives the scroller's content its height, as `--view-height`.
   *
   * @param onAway told whether the end of the content is out of view
   */
  constructor(scroller: HTMLElement, content: HTMLElement, onAway: (away: boolean) => void) {
    this.#scroller = scroller;
    this.#onAway = onAway;
    this.#measureView();
    this.#resize = new ResizeObserver(() => this.#grown());
    this.#resize.observe(content);
    this.#resize.observe(scroller);
    scroller.addEventListener('scroll', this.#scrolled, { passive: true });
  }

  destroy(): void {
    this.#resize.disconnect();
    this.#scroller.removeEventListener('scroll', this.#scrolled);
  }

  /** Brings the top of a turn to the top of the view. */
  showTurn(id: string): void {
    const turn = this.#scroller.querySelector(`[data-turn="${CSS.escape(id)}"]`);
    this.#follows = false;
    turn?.scrollIntoView({ block: 'start' });
    this.#lastTop = this.#scroller.scrollTop;
  }

  /** Goes to the end, and stays there while the content grows. */
  showEnd(): void {
    this.#follows = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #distance(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** Container query units would do it in CSS alone, and style the conversation anew at every layout. */
  #measureView(): void {
    const { clientHeight } = this.#scroller;
    if (clientHeight === this.#viewHeightPx) return;
    this.#viewHeightPx = clientHeight;
    this.#scroller.style.setProperty('--view-height', `${clientHeight}px`);
  }

  #grown(): void {
    this.#measureView();
    if (this.#follows && !hasSelection()) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#onAway(this.#distance() > AT_END_PX);
  }

  readonly #scrolled = (): void => {
    const top = this.#scroller.scrollTop;
    if (top < this.#lastTop) this.#follows = false;
    else if (top > this.#lastTop && this.#distance() <= AT_END_PX) this.#follows = true;
    this.#lastTop = top;
    this.#onAway(this.#distance() > AT_END_PX);
  };
}

/** Text that moves away under a selection cannot be selected. */
function hasSelection(): boolean {
  return getSelection()?.isCollapsed === false;
}
