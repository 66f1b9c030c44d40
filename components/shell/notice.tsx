'use client';
import { useNotice } from '#lib/client/notice.ts';

/** What was just done by a key or by name, for a moment. */
export function Notice() {
  const text = useNotice((state) => state.text);
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-16 z-10 flex justify-center px-4 md:top-4">
      {text !== '' && (
        <p className="rounded-control border border-line bg-panel px-3 py-1.5 text-meta shadow-float">{text}</p>
      )}
    </div>
  );
}
