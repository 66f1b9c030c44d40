/** Hands a text to the browser as a file. */
export const downloadText = (name: string, text: string, type = 'text/markdown'): void =>
  downloadBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));

/** Hands bytes to the browser as a file. */
export function downloadBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  // Characters that no file system of the three takes.
  link.download = name.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '_');
  link.click();
  URL.revokeObjectURL(url);
}
