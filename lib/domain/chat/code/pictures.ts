import type { Picture } from '#lib/contract/conversations.ts';
import { PICTURE_SCHEME } from '#lib/domain/chat/request.ts';
import { type LiteralStyle, quoted } from '#lib/domain/code/literal.ts';
import type { CodeCall } from './call.ts';

/** Code reads pictures from their files: as text each would be a megabyte of it. */

const TYPES: Readonly<Record<string, string>> = {
  ...{ png: 'image/png', webp: 'image/webp', gif: 'image/gif' },
  ...{ jpg: 'image/jpeg', jpeg: 'image/jpeg' },
};

/** Of the file, which the console may have made another kind of. */
const typeOf = ({ name, mediaType }: Picture): string =>
  TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? mediaType;

function withPictures(
  style: LiteralStyle,
  { pictures }: Pick<CodeCall, 'pictures'>,
  write: (picture: Picture) => string,
): LiteralStyle {
  return {
    ...style,
    text(text) {
      const found = pictures.find(({ id }) => text === PICTURE_SCHEME + id);
      return found === undefined ? style.text(text) : write(found);
    },
  };
}

/** Writes pictures as calls of the function that {@link pythonReader} or {@link javascriptReader} defines. */
export const readingPictures = (style: LiteralStyle, call: CodeCall, before: '' | 'await ' = ''): LiteralStyle =>
  withPictures(style, call, (picture) => `${before}picture(${quoted(picture.name)}, ${quoted(typeOf(picture))})`);

/** Where nothing can be read: what is to be put there, in words. */
export const namingPictures = (style: LiteralStyle, call: CodeCall): LiteralStyle =>
  withPictures(style, call, (picture) => style.text(`data:${typeOf(picture)};base64,<base64 of ${picture.name}>`));

/** Lines of Python; none where there is no picture. */
export const pythonReader = ({ pictures }: CodeCall): string[] =>
  pictures.length === 0
    ? []
    : [
        '',
        'def picture(path, media_type):',
        '    with open(path, "rb") as file:',
        '        data = base64.b64encode(file.read()).decode()',
        '    return f"data:{media_type};base64,{data}"',
        '',
        '',
      ];

/** What it needs. */
export const pythonReaderImports = ({ pictures }: CodeCall): string[] =>
  pictures.length === 0 ? [] : ['import base64'];

/** Lines of JavaScript; none where there is no picture. */
export const javascriptReader = ({ pictures }: CodeCall): string[] =>
  pictures.length === 0
    ? []
    : ['const picture = async (path, type) => `data:$' + '{type};base64,$' + '{await readFile(path, "base64")}`;', ''];

/** What it needs. */
export const javascriptReaderImports = ({ pictures }: CodeCall): string[] =>
  pictures.length === 0 ? [] : ['import { readFile } from "node:fs/promises";'];
