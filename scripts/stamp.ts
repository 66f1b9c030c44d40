import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** Everything that `next build` or the precompression reads. */
const SOURCES = [
  '{app,components,lib}/**/*.{ts,tsx,css,json,svg,png,ico,woff2}',
  'docs/api/**/*.md',
  'public/**/*.*',
  'scripts/build.ts',
  '{next.config.mjs,postcss.config.mjs,tailwind.config.ts,tsconfig.json,package.json,package-lock.json}',
];

const Build = z.object({ stamp: z.string(), seconds: z.number() });

/** What the last build was made from and how long it took. */
export type Build = z.infer<typeof Build>;

/** A hash of the sources and of the Node that builds them: equal stamps, equal builds. */
export function sourceStamp(root: string): string {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}\n`);
  for (const path of globSync(SOURCES, { cwd: root }).toSorted()) {
    if (/\.test\.tsx?$/.test(path)) continue;
    const bytes = readFileSync(join(root, path));
    hash.update(`${path.replaceAll('\\', '/')} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** The build that stands in `.next`; `undefined` when there is none or it was broken off. */
export function readBuild(root: string): Build | undefined {
  const file = join(root, '.next/ruijing-build.json');
  if (!existsSync(file) || !existsSync(join(root, '.next/BUILD_ID'))) return undefined;
  try {
    return Build.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The last step of a build: what is without it counts as broken off. */
export function writeBuild(root: string, build: Build): void {
  const file = join(root, '.next/ruijing-build.json');
  writeFileSync(`${file}.part`, `${JSON.stringify(build)}\n`);
  renameSync(`${file}.part`, file);
}
