import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { EXAMPLES, type Example } from '#lib/domain/vision/examples.ts';
import { findChromium, NO_CHROMIUM } from './chromium.ts';
import { desk } from './vision-examples/desk.ts';
import { portraits } from './vision-examples/portraits.ts';
import { poster } from './vision-examples/poster.ts';
import { receipt } from './vision-examples/receipt.ts';

/**
 * Draws the example pictures of the vision page into `public/`. The files are kept with the sources: their letters and
 * noise differ a little from machine to machine. Run it after a drawing was changed, and look at what it made.
 */

const DRAWINGS: Readonly<Record<Example['id'], string>> = { desk, portraits, poster, receipt };
const PUBLIC = join(import.meta.dirname, '..', 'public');
const THUMB_PX = 320;
/** Its colours are told by name, so they are kept to the byte; what is flat is small all the same. */
const FLAT: Example['id'] = 'poster';

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(NO_CHROMIUM);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const { id, src, thumb, widthPx: width, heightPx: height } of EXAMPLES) {
    const page = await browser.newPage({ viewport: { width, height } });
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${DRAWINGS[id]}`);
    const png = await page.screenshot({ type: 'png' });
    await mkdir(dirname(join(PUBLIC, src)), { recursive: true });
    await writeFile(
      join(PUBLIC, src),
      await sharp(png)
        .webp({ quality: 88, lossless: id === FLAT })
        .toBuffer(),
    );
    await writeFile(
      join(PUBLIC, thumb),
      await sharp(png).resize(THUMB_PX, THUMB_PX, { fit: 'inside' }).webp({ quality: 80 }).toBuffer(),
    );
  }
} finally {
  await browser.close();
}
