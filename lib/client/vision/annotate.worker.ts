import { annotationSize, annotationUnit } from '#lib/domain/vision/annotation-size.ts';
import { LAYERS } from '#lib/domain/vision/findings.ts';
import { layoutLabels } from '#lib/domain/vision/label-layout.ts';
import { INK, LABEL, LAYER_LOOKS } from '#lib/domain/vision/layer-looks.ts';
import type { Rect } from '#lib/domain/vision/rect.ts';
import { type AnnotateAnswer, type AnnotateRequest, parseAnnotateRequest } from './annotate-protocol.ts';

// Drawing and encoding a photo takes a second, and must not hold up the page.
self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const request = parseAnnotateRequest(data);
  if (request === undefined) return;
  const fault = (error: unknown): AnnotateAnswer => ({ fault: String(error) });
  void draw(request)
    .catch(fault)
    .then((told) => self.postMessage(told));
});

async function draw({ picture, coordinates, boxes, fontFamily }: AnnotateRequest): Promise<AnnotateAnswer> {
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' });
  try {
    const size = annotationSize(bitmap);
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('There is no canvas to draw on');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, size.width, size.height);
    // From here on as on the page: in its pixels.
    const unit = annotationUnit(size);
    context.scale(unit, unit);
    const frame = { width: size.width / unit, height: size.height / unit };
    const [across, down] = [frame.width / coordinates.width, frame.height / coordinates.height];
    const placed = boxes.map((one) => ({
      ...one,
      box: { x: one.box.x * across, y: one.box.y * down, width: one.box.width * across, height: one.box.height * down },
    }));
    outline(context, placed);
    context.font = `${LABEL.weight} ${LABEL.fontPx}px ${fontFamily}`;
    write(context, placed, frame);
    return { png: await canvas.convertToBlob({ type: 'image/png' }), size };
  } finally {
    bitmap.close();
  }
}

type Boxes = AnnotateRequest['boxes'];

function outline(context: OffscreenCanvasRenderingContext2D, boxes: Boxes): void {
  for (const layer of LAYERS) {
    const path = new Path2D();
    for (const { box, layer: own } of boxes) if (own === layer) path.rect(box.x, box.y, box.width, box.height);
    const { colour, dash, linePx, underPx } = LAYER_LOOKS[layer];
    stroke(context, path, { width: underPx, colour: INK, dash: [] });
    stroke(context, path, { width: linePx, colour, dash });
  }
}

interface Line {
  readonly width: number;
  readonly colour: string;
  readonly dash: readonly number[];
}

function stroke(context: OffscreenCanvasRenderingContext2D, path: Path2D, { width, colour, dash }: Line): void {
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.setLineDash([...dash]);
  context.stroke(path);
}

function write(
  context: OffscreenCanvasRenderingContext2D,
  boxes: Boxes,
  frame: { width: number; height: number },
): void {
  const labels = boxes
    .filter(({ text, layer }) => text !== '' && LAYER_LOOKS[layer].isLabelled)
    .map(({ id, box, text, confidence }) => {
      const width = Math.min(LABEL.maxWidthPx, Math.ceil(context.measureText(text).width) + 2 * LABEL.paddingPx);
      return { id, box, confidence, label: { width, height: LABEL.heightPx } };
    });
  const { placed } = layoutLabels(labels, { frame });
  context.textBaseline = 'middle';
  for (const { id, text, layer } of boxes) {
    const place = placed.get(id);
    if (place === undefined) continue;
    context.fillStyle = LAYER_LOOKS[layer].colour;
    context.fillRect(place.x, place.y, place.width, place.height);
    context.fillStyle = INK;
    const room = place.width - 2 * LABEL.paddingPx;
    context.fillText(cut(context, text, room), place.x + LABEL.paddingPx, middleOf(place));
  }
}

const middleOf = ({ y, height }: Rect): number => y + height / 2 + 0.5;

/** As much of a text as there is room for. */
function cut(context: OffscreenCanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room + 1) return text;
  const letters = [...text.slice(0, LABEL.maxWidthPx)];
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > room) letters.pop();
  return `${letters.join('')}…`;
}
