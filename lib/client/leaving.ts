/** A navigation may come to nothing (a download, a stopped load): after this long the page is not leaving any more. */
const LEAVING_MS = 2_000;

let leftAtMs = Number.NEGATIVE_INFINITY;

if (typeof addEventListener === 'function') {
  for (const event of ['beforeunload', 'pagehide']) {
    addEventListener(event, () => {
      leftAtMs = performance.now();
    });
  }
}

/** The page is about to go: the browser then breaks its requests off, which is no fault of anybody's. */
export const isLeaving = (): boolean => performance.now() - leftAtMs < LEAVING_MS;
