import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { METHODS, PAGES, POLICY } from '#lib/server/policy.ts';

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
 * Where the routes and pages of a folder and the policy tables differ, each in one sentence; none when they agree.
 *
 * @param appDir Next's `app` folder
 */
export const policyGaps = (appDir: string): string[] => [...routeGaps(appDir), ...pageGaps(appDir)];

/** The addresses of an app folder's files of a kind; folders in round brackets group files and are no part of them. */
function addressesOf(appDir: string, kind: RegExp): Map<string, string> {
  const files = readdirSync(appDir, { recursive: true, encoding: 'utf8' }).filter((file) => kind.test(file));
  return new Map(
    files.map((file) => {
      const segments = dirname(file)
        .split(sep)
        .filter((segment) => segment !== '.' && !/^\(.*\)$/.test(segment));
      return [`/${segments.join('/')}`, readFileSync(join(appDir, file), 'utf8')];
    }),
  );
}

/** Every page stands in the table, and asks it first of all. */
function pageGaps(appDir: string): string[] {
  const listed: Readonly<Record<string, unknown>> = PAGES;
  const found = addressesOf(appDir, /(^|[\\/])page\.tsx?$/);
  return [
    ...[...found].flatMap(([page, source]) => [
      ...(Object.hasOwn(listed, page) ? [] : [`${page} has no row in PAGES of lib/server/policy.ts.`]),
      ...(new RegExp(`\\b(?:admit|greet)\\('${page.replace(/[[\]().*+?^$\\|{}]/g, '\\$&')}'`).test(source)
        ? []
        : [
            `${page} does not decide who may see it: its page.tsx calls neither admit('${page}') nor greet('${page}').`,
          ]),
    ]),
    ...Object.keys(listed)
      .filter((page) => !found.has(page))
      .map((page) => `${page} stands in PAGES of lib/server/policy.ts, but there is no such page.`),
  ];
}

function routeGaps(appDir: string): string[] {
  const listed: Readonly<Record<string, Readonly<Record<string, unknown>>>> = POLICY;
  const found = new Map(
    [...addressesOf(appDir, /(^|[\\/])route\.tsx?$/)].map(([route, source]) => [route, methodsOf(source)]),
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
