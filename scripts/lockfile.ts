/**
 * `node scripts/lockfile.ts`: names in package-lock.json the platform packages that npm left out.
 *
 * npm leaves out an optional package that its registry does not carry, and `npm ci` then refuses the lockfile on every
 * machine. A partial registry copy so makes a lockfile that works nowhere. The versions are exact in the packages that
 * ask for them, and the platform is in the name; the hash is unknown here, so such an entry has none.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ROOT } from './run.ts';

const Entry = z.object({
  dev: z.optional(z.boolean()),
  optionalDependencies: z.optional(z.record(z.string(), z.string())),
});

/** Records of the unknown keep the order of npm's keys, which an object's schema would not. */
const Packages = z.record(z.string(), z.record(z.string(), z.unknown()));
const Lockfile = z.record(z.string(), z.unknown());

type Packages = z.infer<typeof Packages>;

const FILE = 'package-lock.json';
const FOLDER = 'node_modules/';

/** Where npm would find a package that another one asks for: in its own folder first, then in those above. */
function placesOf(name: string, askedBy: string): string[] {
  const places = [`${askedBy}/${FOLDER}${name}`];
  for (let at = askedBy.lastIndexOf(FOLDER); at >= 0; at = at > 0 ? askedBy.lastIndexOf(FOLDER, at - 1) : -1) {
    places.push(`${askedBy.slice(0, at)}${FOLDER}${name}`);
  }
  return places;
}

/** Packages that a lockfile's entries ask for as optional and that it has no entry for. */
export function missingPackages(packages: Packages): { name: string; version: string; dev: boolean }[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    const { optionalDependencies = {}, dev = false } = Entry.parse(entry);
    return Object.entries(optionalDependencies)
      .filter(([name]) => !placesOf(name, path).some((place) => place.replace(/^\//, '') in packages))
      .map(([name, version]) => ({ name, version, dev }));
  });
}

const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'sunos', 'win32'];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const LIBC: Readonly<Record<string, string>> = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl' };

/**
 * The platform that a package's name ends with, as in `@next/swc-linux-x64-musl`, in the words of package.json.
 *
 * @throws when the name tells no processor: npm would then install it everywhere
 */
export function platformOf(name: string): { os?: string[]; cpu: string[]; libc?: string[] } {
  const words = name.split(/[/-]/);
  const os = words.find((word) => OS.includes(word));
  const cpu = words.find((word) => CPU.includes(word));
  const libc = words.map((word) => LIBC[word]).find((word) => word !== undefined);
  if (cpu === undefined) throw new Error(`${name}: its name does not tell its platform`);
  return {
    ...(os === undefined ? {} : { os: [os] }),
    cpu: [cpu],
    ...(os === 'linux' && libc !== undefined ? { libc: [libc] } : {}),
  };
}

/** A lockfile's packages with an entry for each that is missing, in npm's order. */
export function completed(packages: Packages): Packages {
  const added = missingPackages(packages).map(
    ({ name, version, dev }) =>
      [FOLDER + name, { version, ...platformOf(name), ...(dev ? { dev } : {}), optional: true }] as const,
  );
  const entries = [...Object.entries(packages), ...added];
  return Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b, 'en')));
}

/** @throws when it is not a lockfile of npm */
export function readPackages(root: string): Packages {
  return Packages.parse(Lockfile.parse(JSON.parse(readFileSync(join(root, FILE), 'utf8'))).packages);
}

if (import.meta.main) {
  const packages = readPackages(ROOT);
  const whole = completed(packages);
  const lock = Lockfile.parse(JSON.parse(readFileSync(join(ROOT, FILE), 'utf8')));
  writeFileSync(join(ROOT, FILE), `${JSON.stringify({ ...lock, packages: whole }, null, 2)}\n`);
  console.log(`${Object.keys(whole).length - Object.keys(packages).length} packages added to ${FILE}.`);
}
