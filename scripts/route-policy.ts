import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { METHODS, POLICY } from '#lib/server/policy.ts';

/** Route handlers of Next: `export const GET = …`, `export async function GET`, `export { serve as GET }`. */
const EXPORTS = /export\s+(?:const|(?:async\s+)?function)\s+([A-Z]+)\b|export\s*\{([^}]*)\}/g;

function methodsOf(source: string): string[] {
  const names = [...source.matchAll(EXPORTS)].flatMap(([, name, list]) =>
    name === undefined
      ? (list ?? '').split(',').map(
          (entry) =>
            entry
              .split(/\sas\s/)
              .at(-1)
              ?.trim() ?? '',
        )
      : [name],
  );
  return names.filter((name) => METHODS.some((method) => method === name));
}

/**
 * Where the routes of a folder and the policy table differ, each in one sentence; none when they agree.
 *
 * @param appDir Next's `app` folder
 */
export function policyGaps(appDir: string): string[] {
  const listed: Readonly<Record<string, Readonly<Record<string, unknown>>>> = POLICY;
  const files = readdirSync(appDir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(^|[\\/])route\.tsx?$/.test(file),
  );
  const found = new Map(
    files.map((file) => {
      // Folders in round brackets group files and are no part of the address.
      const segments = dirname(file)
        .split(sep)
        .filter((segment) => !/^\(.*\)$/.test(segment));
      return [`/${segments.join('/')}`, methodsOf(readFileSync(join(appDir, file), 'utf8'))];
    }),
  );
  const missing = [...found].flatMap(([route, methods]) =>
    methods
      .filter((method) => !Object.hasOwn(listed[route] ?? {}, method))
      .map((method) => `${method} ${route} has no row in lib/server/policy.ts: nobody has said who may call it.`),
  );
  const stale = Object.entries(listed).flatMap(([route, row]) =>
    Object.keys(row)
      .filter((method) => !(found.get(route) ?? []).includes(method))
      .map((method) => `${method} ${route} stands in lib/server/policy.ts, but there is no such route.`),
  );
  const empty = [...found]
    .filter(([, methods]) => methods.length === 0)
    .map(([route]) => `${route} exports no method.`);
  return [...missing, ...stale, ...empty];
}
