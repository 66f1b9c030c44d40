import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { naturalBox } from '#lib/domain/vision/natural-box.ts';
import { paletteOf } from '#lib/domain/vision/palette.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';
import { serveParent } from '#lib/server/child-side.ts';
import type { Rasters } from './decode.ts';
import type { Detector } from './detector.ts';
import { type Decoded, type Question, questionSchema, type Search, type Sighted } from './protocol.ts';
import type { TextReader } from './text-reader.ts';

// The child that decodes strangers' pictures and looks into them. What a search needs is loaded when it is first made.

let loadedReader: Promise<TextReader> | undefined;
let loadedDetector: Promise<Detector> | undefined;
let rasters: Rasters | undefined;

/** Another one in place of one whose threads came to their end. */
async function reader(): Promise<TextReader> {
  const loaded = await loadedReader;
  if (loaded?.isOver === true) {
    await loaded.close();
    loadedReader = undefined;
  }
  loadedReader ??= import('./text-reader.ts').then(({ createTextReader }) => createTextReader());
  return loadedReader;
}

function detector(): Promise<Detector> {
  loadedDetector ??= import('./detector.ts').then(({ createDetector }) => createDetector());
  return loadedDetector;
}

serveParent(async ({ head, bytes }) => ({ head: await answer(questionSchema.parse(head), bytes) }));

async function answer(question: Question, bytes: Uint8Array): Promise<unknown> {
  const { ask, searches } = question;
  if (ask === 'prepare') {
    await prepare(searches);
    return { prepared: true };
  }
  if (ask === 'analyse') return await analyse(searches);
  rasters = undefined;
  return await decodeIt(question, bytes);
}

async function prepare(searches: readonly Search[]): Promise<void> {
  await Promise.all([
    searches.includes('text') && reader(),
    (searches.includes('objects') || searches.includes('faces')) && detector(),
    import('./decode.ts'),
  ]);
}

async function decodeIt(options: Extract<Question, { ask: 'decode' }>, bytes: Uint8Array): Promise<Decoded> {
  const { decode } = await import('./decode.ts');
  try {
    rasters = await decode(bytes, options);
    return { ...rasters.size };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** At once: the reader has a thread of its own. */
async function analyse(searches: readonly Search[]): Promise<Sighted> {
  if (rasters === undefined) throw new Error('No picture was decoded');
  const { size, scene, page, palette } = rasters;
  rasters = undefined;
  const wants = { objects: searches.includes('objects'), faces: searches.includes('faces') };
  const [seen, text] = await Promise.all([
    scene === undefined ? undefined : detectIn(scene, wants, size),
    page === undefined ? undefined : readIn(page, size),
  ]);
  return { ...seen, ...(text && { text }), ...(palette && { colors: paletteOf(palette) }) };
}

async function detectIn(scene: Raster, wants: { readonly objects: boolean; readonly faces: boolean }, size: ImageSize) {
  const found = await (await detector()).detect(scene, wants);
  return {
    ...(wants.objects && { objects: placed(found.objects ?? [], scene, size) }),
    ...(wants.faces && { faces: placed(found.faces ?? [], scene, size) }),
  };
}

async function readIn(page: Raster, size: ImageSize) {
  const { content, lines, unreadLines } = await (await reader()).read(page);
  return { content, lines: placed(lines, page, size), ...(unreadLines > 0 && { unread_lines: unreadLines }) };
}

type Box = Parameters<typeof naturalBox>[0];

/** In pixels of the picture; what lies outside it is left out. */
const placed = <Entry extends { readonly box: Box; readonly confidence: number }>(
  entries: readonly Entry[],
  raster: Raster,
  size: ImageSize,
): Entry[] =>
  entries.flatMap((entry) => {
    const box = naturalBox(entry.box, raster, size);
    return box === undefined ? [] : [{ ...entry, box, confidence: rounded(entry.confidence) }];
  });

/** Models do not know it any better than this. */
const rounded = (confidence: number): number => Math.round(Math.min(1, Math.max(0, confidence)) * 1_000) / 1_000;
