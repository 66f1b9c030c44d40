import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

const TEXT = '**/*.{js,mjs,css,svg,json,map,txt,xml,html,webmanifest,wasm}';

/** Below this a compressed answer saves no packet. */
const SMALLEST_BYTES = 512;

/** zlib works on threads: two files at a time keep two cores busy and leave the machine usable. */
const AT_ONCE = 2;

/**
 * Writes `.br` (quality 11) and `.gz` (level 9) of every compressible file of a folder into another one, under the same
 * names; a variant that would not be smaller is left out.
 */
export async function precompress(from: string, to: string): Promise<void> {
  const waiting = globSync(TEXT, { cwd: from });
  const work = async () => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      await compressFile(join(from, path), join(to, path));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function compressFile(from: string, to: string): Promise<void> {
  const bytes = await readFile(from);
  if (bytes.length < SMALLEST_BYTES) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [br, gz] = await Promise.all([brotli(bytes, { params }), gzipped(bytes, { level: 9 })]);
  await mkdir(dirname(to), { recursive: true });
  if (br.length < bytes.length) await writeFile(`${to}.br`, br);
  if (gz.length < bytes.length) await writeFile(`${to}.gz`, gz);
}
