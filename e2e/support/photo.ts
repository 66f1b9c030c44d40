import type { Browser, Page } from '@playwright/test';
import { exifSegment, withSegments } from './pictures.ts';

export interface TestFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A photo as a phone makes one: 12 megapixels, lying on its side, with the place where it was taken. */
export async function takePhoto(browser: Browser): Promise<TestFile> {
  const page = await browser.newPage();
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(4_000, 3_000);
    const context = canvas.getContext('2d');
    for (let at = 0; at < 20_000; at++) {
      if (context === null) break;
      context.fillStyle = `hsl(${(at * 37) % 360} 70% ${30 + ((at * 13) % 50)}%)`;
      context.fillRect((at * 7919) % 4_000, (at * 104_729) % 3_000, 10 + (at % 90), 10 + (at % 70));
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return btoa(text);
  });
  await page.close();
  const buffer = withSegments(Buffer.from(base64, 'base64'), exifSegment(6));
  return { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer };
}

/** Has files dropped on the page, or pasted into what has the focus. */
export async function giveFiles(page: Page, how: 'hold' | 'drop' | 'paste', files: readonly TestFile[], text = '') {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
  return await page.evaluate(
    ({ act, sent, words }) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of sent) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mimeType }));
      }
      if (words !== '') data.setData('text/plain', words);
      const on = { bubbles: true, cancelable: true };
      if (act === 'paste') {
        return document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { ...on, clipboardData: data }));
      }
      const kind = act === 'hold' ? 'dragover' : 'drop';
      return (document.querySelector('#main > *') ?? document.body).dispatchEvent(
        new DragEvent(kind, { ...on, dataTransfer: data }),
      );
    },
    { act: how, sent: given, words: text },
  );
}
