import { formulaHtml } from './katex.ts';
import { type FormulaAnswer, isFormulaRequest } from './katex-protocol.ts';

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isFormulaRequest(data)) return;
  const { id, tex, display } = data;
  self.postMessage({ id, html: formulaHtml(tex, display) } satisfies FormulaAnswer);
});
