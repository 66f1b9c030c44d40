import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { createWorker, OEM } from 'tesseract.js';
import type { Box } from '#lib/contract/vision.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';

export interface TextReader {
  read(raster: Raster): Promise<{
    content: string;
    lines: { text: string; confidence: number; box: Box }[];
  }>;
  close(): Promise<void>;
}

export async function createTextReader(): Promise<TextReader> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@tesseract.js-data/eng/package.json'));
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
    langPath: join(folder, '4.0.0_best_int'),
    cacheMethod: 'none',
  });
  return {
    async read({ rgb, widthPx: width, heightPx: height }) {
      const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer();
      const { data } = await worker.recognize(png, {}, { text: true, blocks: true });
      const lines = (data.blocks ?? []).flatMap(({ paragraphs }) => paragraphs.flatMap((each) => each.lines));
      return {
        content: data.text.trim(),
        lines: lines.map(({ text, confidence, bbox: { x0, y0, x1, y1 } }) => ({
          text: text.trim(),
          confidence: confidence / 100,
          box: { x: x0, y: y0, width: x1 - x0, height: y1 - y0 },
        })),
      };
    },
    close: async () => void (await worker.terminate()),
  };
}
