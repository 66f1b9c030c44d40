'use client';
import type { Finding } from '#lib/domain/vision/findings.ts';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';

interface PictureViewerProps {
  picture: { readonly src: string; readonly name: string; readonly widthPx: number; readonly heightPx: number };
  coordinates: ImageSize;
  findings: readonly Finding[];
  active: string | undefined;
  onActive: (id: string | undefined) => void;
}

export function PictureViewer({ picture, coordinates, findings }: PictureViewerProps) {
  return (
    <div className="relative grow overflow-auto">
      <img src={picture.src} alt={picture.name} className="block w-full" />
      <svg
        className="absolute inset-0 size-full"
        viewBox={`0 0 ${coordinates.width} ${coordinates.height}`}
        aria-hidden="true"
      >
        {findings.map(
          ({ id, box }) =>
            box && <rect key={id} x={box.x} y={box.y} width={box.width} height={box.height} fill="none" stroke="red" />,
        )}
      </svg>
    </div>
  );
}
