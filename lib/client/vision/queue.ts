import { ApiRefusal } from '#lib/client/api.ts';
import { pictureFileFault, pictureNameOf } from '#lib/client/pictures/file.ts';
import { shrinkPicture } from '#lib/client/pictures/shrink.ts';
import { MAX_PICTURE_FILE_BYTES } from '#lib/contract/picture-limits.ts';
import { analysePicture } from './analyse.ts';
import type { PreparedPicture, VisionFault, VisionPicture, Wish } from './picture.ts';
import { changePicture, findPicture, useVision } from './store.ts';

/** Pictures one after the other: each is made small, waits for its turn, and is analysed. */

/** What a person wishes for pictures that come in. */
export interface Order extends Wish {
  /** Of the longer side. */
  readonly sidePx: number;
}

/** More would take more memory than a page should. */
export const MAX_SESSION_PICTURES = 50;
/** More at once gain nothing on the sandbox, and would keep others from a server. */
const MAX_AT_ONCE = 2;

const files = new Map<string, Blob>();
const orders = new Map<string, Order>();
const underWay = new Map<string, AbortController>();

/** Takes files, says of each of the others why not, and shows the first. */
export function addPictures(given: readonly File[], order: Order): void {
  let room = MAX_SESSION_PICTURES - useVision.getState().pictures.length;
  const refused: Pick<VisionPicture, 'key' | 'name' | 'fault'>[] = [];
  const added: VisionPicture[] = [];
  for (const file of given) {
    const own = { key: crypto.randomUUID(), name: pictureNameOf(file) };
    const code = pictureFileFault(file) ?? (room <= 0 ? 'count' : undefined);
    if (code !== undefined) {
      refused.push({ ...own, fault: { code } });
      continue;
    }
    room--;
    files.set(own.key, file);
    added.push({
      ...own,
      ...{ fileBytes: file.size, work: 'preparing', prepared: undefined, fault: undefined },
      ...{ runs: [], shownRunId: undefined },
    });
  }
  useVision.setState(({ pictures, shownKey }) => ({
    pictures: [...pictures, ...added],
    shownKey: added[0]?.key ?? shownKey,
    // What was refused before has been read by now.
    refused,
  }));
  for (const { key } of added) void begin(key, order);
}

/** Analyses a picture again, as it is wished for now; made anew where another size is wished for. */
export function analyseAgain(key: string, order: Order): void {
  const picture = findPicture(key);
  if (picture === undefined || picture.work !== 'idle') return;
  void begin(key, order);
}

/** Ends what is being done with a picture; what there was before stays. */
export function cancelAnalysis(key: string): void {
  orders.delete(key);
  underWay.get(key)?.abort();
  changePicture(key, (picture) => ({ ...picture, work: 'idle' }));
}

/** Takes a picture out; {@link restorePicture} puts it back. */
export function removePicture(key: string): void {
  const { pictures, shownKey } = useVision.getState();
  const at = pictures.findIndex((one) => one.key === key);
  const picture = pictures[at];
  if (picture === undefined) return;
  cancelAnalysis(key);
  forgetRemoved();
  const rest = pictures.filter((other) => other.key !== key);
  useVision.setState({
    pictures: rest,
    removed: { picture: { ...picture, work: 'idle' }, at },
    shownKey: shownKey === key ? (rest[at] ?? rest.at(-1))?.key : shownKey,
  });
}

export function restorePicture(): void {
  const { pictures, removed } = useVision.getState();
  if (removed === undefined) return;
  const { picture, at } = removed;
  useVision.setState({ pictures: pictures.toSpliced(at, 0, picture), removed: undefined, shownKey: picture.key });
}

/** What was taken out cannot be put back any more. */
export function forgetRemoved(): void {
  const { removed } = useVision.getState();
  if (removed === undefined) return;
  files.delete(removed.picture.key);
  if (removed.picture.prepared !== undefined) URL.revokeObjectURL(removed.picture.prepared.url);
  useVision.setState({ removed: undefined });
}

async function begin(key: string, order: Order): Promise<void> {
  orders.set(key, order);
  const kept = findPicture(key)?.prepared;
  if (kept?.sidePx !== order.sidePx) {
    changePicture(key, (picture) => ({ ...picture, work: 'preparing', fault: undefined }));
    const made = await prepare(key, order.sidePx);
    // It was taken out, cancelled, or wished for otherwise meanwhile.
    if (orders.get(key) !== order) {
      if (!('code' in made)) URL.revokeObjectURL(made.url);
      return;
    }
    if ('code' in made) {
      orders.delete(key);
      changePicture(key, (picture) => ({ ...picture, work: 'idle', fault: made }));
      return;
    }
    if (kept !== undefined) URL.revokeObjectURL(kept.url);
    // Answers to a picture of another size tell of other pixels.
    changePicture(key, (picture) => ({ ...picture, prepared: made, runs: [], shownRunId: undefined }));
  }
  changePicture(key, (picture) => ({ ...picture, work: 'waiting', fault: undefined }));
  goOn();
}

async function prepare(key: string, sidePx: number): Promise<PreparedPicture | VisionFault> {
  const file = files.get(key);
  if (file === undefined) return { code: 'broken' };
  const bounds = { sidePx, bytes: MAX_PICTURE_FILE_BYTES };
  const shrunk = await shrinkPicture(file, bounds).catch(() => undefined);
  if (shrunk === undefined) return { code: 'browser' };
  if ('fault' in shrunk) return { code: shrunk.fault };
  const { picture: blob, ...rest } = shrunk.made;
  return { ...rest, blob, url: URL.createObjectURL(blob), sidePx };
}

/** Begins with as many of those that wait as may be under way. */
function goOn(): void {
  const { pictures, heldUntilMs } = useVision.getState();
  if (heldUntilMs !== undefined) return;
  for (const { key, work, prepared } of pictures) {
    if (underWay.size >= MAX_AT_ONCE) return;
    const order = orders.get(key);
    if (work === 'waiting' && prepared !== undefined && order !== undefined && !underWay.has(key)) {
      void analyse(key, prepared.blob, order);
    }
  }
}

async function analyse(key: string, blob: Blob, { model, features }: Order): Promise<void> {
  const controller = new AbortController();
  underWay.set(key, controller);
  changePicture(key, (picture) => ({ ...picture, work: 'analysing' }));
  try {
    const run = await analysePicture(blob, { model, features }, controller.signal);
    changePicture(key, (picture) => ({ ...picture, work: 'idle', runs: [...picture.runs, run], shownRunId: run.id }));
  } catch (thrown) {
    // Cancelled: it is idle already.
    if (!controller.signal.aborted) fail(key, thrown);
  } finally {
    underWay.delete(key);
    goOn();
  }
}

/** Longer, and it is no limit a minute: a person decides. */
const LONGEST_HOLD_SECONDS = 90;

function fail(key: string, thrown: unknown): void {
  if (thrown instanceof ApiRefusal && thrown.code === 'rate_limit_exceeded') {
    const seconds = thrown.retryAfterSeconds ?? Number.POSITIVE_INFINITY;
    if (seconds <= LONGEST_HOLD_SECONDS) {
      changePicture(key, (picture) => ({ ...picture, work: 'waiting' }));
      hold(seconds * 1_000);
      return;
    }
  }
  const fault: VisionFault =
    thrown instanceof ApiRefusal
      ? { code: 'server', apiCode: thrown.code, words: thrown.message }
      : { code: 'network' };
  orders.delete(key);
  changePicture(key, (picture) => ({ ...picture, work: 'idle', fault }));
}

/** The limit lets nothing through for so long: the queue waits, as the API asks. */
function hold(ms: number): void {
  const untilMs = Date.now() + ms;
  if (untilMs <= (useVision.getState().heldUntilMs ?? 0)) return;
  useVision.setState({ heldUntilMs: untilMs });
  setTimeout(() => {
    if (useVision.getState().heldUntilMs !== untilMs) return;
    useVision.setState({ heldUntilMs: undefined });
    goOn();
  }, ms);
}
