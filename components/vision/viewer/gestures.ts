import { wheelZoom } from '#lib/domain/vision/zoom.ts';
import type { Stage } from './stage.ts';

/** A press that moves less is a click. */
const DRAG_PX = 4;

interface GestureOptions {
  readonly scroller: HTMLElement;
  readonly stage: Stage;
  readonly signal: AbortSignal;
}

/** Zooms by wheel and pinch, and pans by a drag of the mouse; fingers, trackpads and keys pan by themselves. */
export function listenForGestures({ scroller, stage, signal }: GestureOptions): void {
  // Not passive: the browser would zoom the whole page.
  scroller.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      stage.zoomTo(wheelZoom(stage.scale, event), stage.inView({ x: event.clientX, y: event.clientY }));
    },
    { signal, passive: false },
  );
  listenForPinch({ scroller, stage, signal });
  listenForDrag({ scroller, stage, signal });
}

interface Pinch {
  readonly apartPx: number;
  readonly x: number;
  readonly y: number;
}

function pinchOf({ touches }: TouchEvent): Pinch | undefined {
  const [one, other] = [touches[0], touches[1]];
  if (touches.length !== 2 || one === undefined || other === undefined) return undefined;
  return {
    apartPx: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
    x: (one.clientX + other.clientX) / 2,
    y: (one.clientY + other.clientY) / 2,
  };
}

function listenForPinch({ scroller, stage, signal }: GestureOptions): void {
  let last: Pinch | undefined;
  const begin = (event: TouchEvent) => {
    last = pinchOf(event);
    if (last !== undefined && event.cancelable) event.preventDefault();
  };
  scroller.addEventListener('touchstart', begin, { signal, passive: false });
  scroller.addEventListener('touchend', begin, { signal, passive: false });
  scroller.addEventListener(
    'touchmove',
    (event) => {
      const now = pinchOf(event);
      if (last === undefined || now === undefined || last.apartPx === 0) return;
      if (event.cancelable) event.preventDefault();
      stage.panBy(last.x - now.x, last.y - now.y);
      stage.zoomTo(stage.scale * (now.apartPx / last.apartPx), stage.inView(now));
      last = now;
    },
    { signal, passive: false },
  );
  // Safari on a Mac tells of a trackpad's pinch in events of its own.
  let startScale = 1;
  const safari = (event: Event) => {
    if (last !== undefined || !('scale' in event) || typeof event.scale !== 'number') return;
    event.preventDefault();
    if (event.type === 'gesturestart') startScale = stage.scale;
    else if (event instanceof MouseEvent) {
      stage.zoomTo(startScale * event.scale, stage.inView({ x: event.clientX, y: event.clientY }));
    } else stage.zoomTo(startScale * event.scale);
  };
  scroller.addEventListener('gesturestart', safari, { signal, passive: false });
  scroller.addEventListener('gesturechange', safari, { signal, passive: false });
}

function listenForDrag({ scroller, stage, signal }: GestureOptions): void {
  let from: { x: number; y: number; id: number; isDrag: boolean } | undefined;
  scroller.addEventListener(
    'pointerdown',
    ({ pointerType, button, pointerId: id, clientX: x, clientY: y, target }) => {
      // Text is selected by dragging over it, and a scrollbar is dragged itself.
      const isText = target instanceof Element && target.closest('[data-selectable]') !== null;
      if (pointerType === 'touch' || button !== 0 || isText || target === scroller) return;
      from = { x, y, id, isDrag: false };
    },
    { signal },
  );
  scroller.addEventListener(
    'pointermove',
    ({ pointerId, clientX: x, clientY: y }) => {
      if (from === undefined || from.id !== pointerId) return;
      if (!from.isDrag && Math.hypot(x - from.x, y - from.y) < DRAG_PX) return;
      if (!from.isDrag) {
        scroller.setPointerCapture(pointerId);
        scroller.dataset.dragging = '';
      }
      stage.panBy(from.x - x, from.y - y);
      from = { x, y, id: pointerId, isDrag: true };
    },
    { signal },
  );
  let endedMs = Number.NEGATIVE_INFINITY;
  const end = ({ timeStamp }: Event) => {
    if (from?.isDrag) endedMs = timeStamp;
    from = undefined;
    delete scroller.dataset.dragging;
  };
  scroller.addEventListener('pointerup', end, { signal });
  scroller.addEventListener('pointercancel', end, { signal });
  // The click that ends a drag is none.
  scroller.addEventListener(
    'click',
    (event) => {
      if (event.timeStamp - endedMs < 50) event.stopPropagation();
      endedMs = Number.NEGATIVE_INFINITY;
    },
    { signal, capture: true },
  );
}
