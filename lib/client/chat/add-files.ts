/** Takes files for the message that is being written; what makes pictures of them comes with the first ones. */
export function addFiles(files: Iterable<File>): void {
  const given = [...files];
  if (given.length > 0) void import('./pictures.ts').then(({ addPictures }) => addPictures(given));
}
