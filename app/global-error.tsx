'use client';
import './globals.css';

/**
 * The last resort, when the layout itself failed: no catalogue can be trusted to be there, so the words stand here in
 * both languages.
 */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="zh-CN">
      <body className="flex flex-col items-center justify-center gap-3 p-6 text-center">
        <title>锐境控制台 · Ruijing Console</title>
        <h1 className="text-display">页面出错了</h1>
        <p lang="en">This page ran into an error. Your conversation is kept in this browser.</p>
        <button type="button" onClick={reset} className="h-8 rounded-control border border-line px-3">
          重试 · Try again
        </button>
      </body>
    </html>
  );
}
