import './page.css';
import { NextIntlClientProvider } from 'next-intl';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { PictureViewer } from '#components/vision/viewer/picture-viewer.tsx';
import { type Finding, LAYERS } from '#lib/domain/vision/findings.ts';
import messages from '#lib/i18n/messages/en/vision-viewer.json' with { type: 'json' };

/** A photo of 12 megapixels with so many boxes on it. */

const [WIDTH, HEIGHT] = [4_000, 3_000];
const BOXES = Number(new URLSearchParams(location.search).get('boxes') ?? 300);

async function photo(): Promise<string> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  for (let at = 0; at < 20_000 && context !== null; at++) {
    context.fillStyle = `hsl(${(at * 37) % 360} 70% ${30 + ((at * 13) % 50)}%)`;
    context.fillRect((at * 7919) % WIDTH, (at * 104_729) % HEIGHT, 10 + (at % 90), 10 + (at % 70));
  }
  return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 }));
}

const findings = Array.from({ length: BOXES }, (_, at): Finding => {
  const layer = LAYERS[at % LAYERS.length] ?? 'other';
  const [width, height] = layer === 'text' ? [420, 60] : [80 + ((at * 53) % 400), 80 + ((at * 31) % 300)];
  return {
    ...{ id: `objects.${at}`, layer, label: layer === 'faces' ? '' : `thing ${at}` },
    confidence: 0.3 + ((at * 17) % 70) / 100,
    box: { x: (at * 7919) % (WIDTH - width), y: (at * 104_729) % (HEIGHT - height), width, height },
  };
});

const MESSAGES = { 'vision-viewer': messages };
const coordinates = { width: WIDTH, height: HEIGHT };
const src = await photo();

function Page() {
  const [active, setActive] = useState<string>();
  return (
    <NextIntlClientProvider locale="en" messages={MESSAGES} timeZone="Asia/Shanghai">
      <PictureViewer
        picture={{ src, name: 'photo.jpg', widthPx: WIDTH, heightPx: HEIGHT }}
        coordinates={coordinates}
        findings={findings}
        active={active}
        onActive={setActive}
      />
    </NextIntlClientProvider>
  );
}

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no root');
createRoot(root).render(<Page />);
