/** How near the end counts as the end, in CSS pixels: fractional sizes never meet it exactly. */
const AT_END_PX = 4;

/** As long as a browser takes to glide to what was the end when the key was pressed. */
const GLIDE_MS = 600;

/** Less is a fraction that layout rounded, no move. */
const MOVED_PX = 1;

/** Where somebody read: a turn, and how far its top was below that of the view. */
interface Place {
  readonly turnId: string;
  readonly offsetPx: number;
}

export interface ScrollOwnerOptions {
  readonly scroller: HTMLElement;
  readonly content: HTMLElement;
  /** Its id: where it is left it is opened again. */
  readonly conversation: string;
  /** Told whether the end of the content is out of view. */
  readonly onAway: (away: boolean) => void;
}

/** Where each conversation was left, for as long as the page lives; one that is not here was left at its end. */
const places = new Map<string, Place>();

/**
 * The one place that scrolls a conversation. A new question goes to the top of the view and the answer grows below it;
 * from then on nothing moves by itself, unless the person went to the end to follow. Whatever else scrolls (wheel, keys,
 * find in page, a screen reader's focus) is the person.
 */
export class ScrollOwner {
  readonly #scroller: HTMLElement;
  readonly #content: HTMLElement;
  readonly #resize: ResizeObserver;
  readonly #listening = new AbortController();
  readonly #onAway: (away: boolean) => void;
  readonly #conversation: string;
  /** Where the end was of late, the oldest first: while an answer arrives it runs away from whoever goes there. */
  readonly #ends: { readonly atMs: number; readonly top: number }[] = [];
  #viewHeightPx = 0;
  #follows = false;
  /** A conversation was opened and nobody has touched it: what moves is layout, pictures and code on their way. */
  #settling = false;
  /** Where it stands by this class's will or by the last move of the person. */
  #top = 0;
  /** What is being read and where it stood: it stays there whatever changes above it, unless the end is followed. */
  #anchor: { readonly element: Element; readonly offsetPx: number } | undefined;
  /** The same as it is remembered. */
  #place: Place | undefined;
  /** The turn that was to be shown before anything had a size. */
  #wanted: string | undefined;

  /** Gives the scroller's content its height, as `--view-height`. */
  constructor({ scroller, content, conversation, onAway }: ScrollOwnerOptions) {
    this.#scroller = scroller;
    this.#content = content;
    this.#conversation = conversation;
    this.#onAway = onAway;
    // It tells the first sizes too, before they are painted: to ask for them here would lay the page out at once.
    this.#resize = new ResizeObserver(() => this.#resized());
    this.#resize.observe(content);
    this.#resize.observe(scroller);
    const { signal } = this.#listening;
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true, signal });
    for (const type of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
      window.addEventListener(type, () => this.#touched(), { capture: true, passive: true, signal });
    }
    scroller.addEventListener('wheel', ({ deltaY }) => this.#wheeled(deltaY), { passive: true, signal });
    scroller.addEventListener('focusin', () => this.#touched(), { signal });
    scroller.addEventListener('click', ({ target }) => this.#clicked(target), { capture: true, signal });
  }

  destroy(): void {
    this.#remember();
    this.#resize.disconnect();
    this.#listening.abort();
  }

  /** Brings the top of a turn to the top of the view. */
  showTurn(id: string): void {
    this.#wanted = undefined;
    if (!this.#isMeasured) {
      this.#wanted = id;
      return;
    }
    const turn = this.#turn(id);
    if (turn === null) return;
    this.#settling = false;
    this.#write(this.#scroller.scrollTop + this.#offset(turn));
    this.#stay(turn);
  }

  /** Goes to the end, and stays there while the content grows. */
  showEnd(): void {
    this.#follows = true;
    this.#place = undefined;
    if (this.#isMeasured) this.#toEnd();
  }

  /** Goes to where the conversation was left, else to its end: pictures and code may still be on their way. */
  open(): void {
    this.#settling = true;
    const place = places.get(this.#conversation);
    const turn = place === undefined ? null : this.#turn(place.turnId);
    if (place === undefined || turn === null) {
      this.showEnd();
      return;
    }
    this.#follows = false;
    this.#place = place;
    this.#anchor = { element: turn, offsetPx: place.offsetPx };
    if (this.#isMeasured) this.#hold();
  }

  get #isMeasured(): boolean {
    return this.#viewHeightPx > 0;
  }

  #turn(id: string): Element | null {
    return this.#content.querySelector(`[data-turn="${CSS.escape(id)}"]`);
  }

  #remember(): void {
    if (this.#place === undefined) places.delete(this.#conversation);
    else places.set(this.#conversation, this.#place);
  }

  /** How far the top of an element is below that of the view. */
  #offset(element: Element): number {
    return element.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
  }

  #distance(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  #write(top: number): void {
    this.#scroller.scrollTop = top;
    this.#stand();
  }

  /** Takes note of where it stands. */
  #stand(): void {
    this.#top = this.#scroller.scrollTop;
    this.#onAway(this.#distance() > AT_END_PX);
  }

  #toEnd(): void {
    this.#write(this.#scroller.scrollHeight);
    const element = this.#read();
    this.#anchor = { element, offsetPx: this.#offset(element) };
  }

  /** Ends following: from now on this element keeps its place. */
  #stay(element: Element): void {
    this.#follows = false;
    this.#anchor = { element, offsetPx: this.#offset(element) };
    const turn = element.closest<HTMLElement>('[data-turn]');
    const turnId = turn?.dataset.turn;
    this.#place = turn === null || turnId === undefined ? undefined : { turnId, offsetPx: this.#offset(turn) };
  }

  /** Puts back what layout has moved: engines with scroll anchoring have done it already, WebKit has none. */
  #hold(): void {
    const { element, offsetPx } = this.#anchor ?? {};
    const movedPx = element?.isConnected ? this.#offset(element) - (offsetPx ?? 0) : 0;
    // To write what stands there already would end a glide that is under way.
    if (Math.abs(movedPx) < MOVED_PX) this.#stand();
    else this.#write(this.#scroller.scrollTop + movedPx);
  }

  /** Container query units would do it in CSS alone, and style the conversation anew at every layout. */
  #measureView(): void {
    const { clientHeight } = this.#scroller;
    if (clientHeight === this.#viewHeightPx) return;
    this.#viewHeightPx = clientHeight;
    this.#scroller.style.setProperty('--view-height', `${clientHeight}px`);
  }

  #resized(): void {
    // A page that goes away is as small as can be; that says nothing of where it was read.
    if (this.#scroller.clientHeight === 0) return;
    this.#measureView();
    // Within a glide the view has moved already, and the event that says so comes later.
    this.#scrolled();
    if (this.#follows && this.#hasSelection()) this.#stay(this.#read());
    if (this.#wanted !== undefined) this.showTurn(this.#wanted);
    else if (this.#follows) this.#toEnd();
    else this.#hold();
    this.#ends.push({ atMs: performance.now(), top: this.#scroller.scrollHeight - this.#scroller.clientHeight });
    this.#forgetEnds();
  }

  /** Keeps what was the end at any moment at which a glide that ends now may have begun. */
  #forgetEnds(): void {
    const sinceMs = performance.now() - GLIDE_MS;
    while ((this.#ends[1]?.atMs ?? Number.POSITIVE_INFINITY) <= sinceMs) this.#ends.shift();
  }

  /** It is the end, or exactly was when the person set out. */
  #isEnd(top: number): boolean {
    this.#forgetEnds();
    return this.#distance() <= AT_END_PX || this.#ends.some((end) => Math.abs(end.top - top) <= AT_END_PX);
  }

  #scrolled(): void {
    const { scrollTop } = this.#scroller;
    if (scrollTop === this.#top || this.#settling || this.#scroller.clientHeight === 0) return;
    const { element, offsetPx } = this.#anchor ?? {};
    const byLayout = element?.isConnected && Math.abs(this.#offset(element) - (offsetPx ?? 0)) < MOVED_PX;
    const toEnd = scrollTop > this.#top ? this.#isEnd(scrollTop) : this.#follows && this.#distance() <= AT_END_PX;
    this.#top = scrollTop;
    if (!byLayout && toEnd) this.showEnd();
    else if (!byLayout) this.#stay(this.#read());
    this.#onAway(this.#distance() > AT_END_PX);
  }

  /** From now on it is the person who moves. */
  #touched(): void {
    if (!this.#settling || !this.#isMeasured) return;
    this.#settling = false;
    // The view may have moved before the event that moves it was heard.
    if (this.#follows) this.#scrolled();
    else this.#stay(this.#read());
  }

  /** Before the first step of its glide: what grows in between would take it back to the end. */
  #wheeled(deltaY: number): void {
    if (deltaY < 0 && this.#follows && this.#isMeasured && this.#scroller.scrollTop > 0) this.#stay(this.#read());
  }

  /** What a person unfolds must not run away from them. */
  #clicked(target: EventTarget | null): void {
    if (this.#follows && target instanceof Element && target.closest('summary, [aria-expanded]') !== null) {
      this.#stay(this.#read());
    }
  }

  /** The smallest part that stands at the top of the view. */
  #read(): Element {
    const viewTop = this.#scroller.getBoundingClientRect().top;
    let found: Element = this.#content;
    for (;;) {
      const next = [...found.children].find((child) => child.getBoundingClientRect().bottom > viewTop + MOVED_PX);
      if (next === undefined) return found;
      found = next;
      if (next.getBoundingClientRect().top >= viewTop) return found;
    }
  }

  /** Text that moves away under a selection cannot be selected. */
  #hasSelection(): boolean {
    const selection = getSelection();
    return selection?.isCollapsed === false && this.#scroller.contains(selection.anchorNode);
  }
}
