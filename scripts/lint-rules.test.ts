import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { ROOMS, RULES, type RuleCase } from './lint-cases.ts';

const ROOT = join(import.meta.dirname, '..');
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

const Patterns = z.object({ options: z.object({ patterns: z.array(z.object({ message: z.string() })) }) });
const Globals = z.object({ options: z.object({ deniedGlobals: z.record(z.string(), z.string()) }) });
const Properties = z.object({
  options: z.object({ entries: z.array(z.object({ object: z.string(), property: z.string() })) }),
});
const Rules = z.record(z.string(), z.unknown());
const Config = z.object({
  linter: z.object({ rules: Rules }),
  overrides: z.array(
    z.object({
      includes: z.array(z.string()),
      linter: z.optional(
        z.object({
          rules: z.object({
            style: z.optional(
              z.object({
                noRestrictedImports: z.optional(Patterns),
                noRestrictedGlobals: z.optional(Globals),
              }),
            ),
            nursery: z.optional(z.object({ noJsRestrictedProperties: z.optional(Properties) })),
          }),
        }),
      ),
    }),
  ),
});
const Report = z.object({
  diagnostics: z.array(
    z.object({
      severity: z.string(),
      category: z.string(),
      message: z.string(),
      location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }),
    }),
  ),
});
type Diagnostic = z.infer<typeof Report>['diagnostics'][number];

const config = Config.parse(JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')));
const importRules = new Map(
  config.overrides.flatMap(({ includes, linter }) => {
    const rule = linter?.rules.style?.noRestrictedImports;
    return rule === undefined
      ? []
      : [[includes[0] ?? '', rule.options.patterns.map(({ message }) => message)] as const];
  }),
);
const baseStyle = z.object({ noRestrictedImports: Patterns }).parse(config.linter.rules.style);
importRules.set(
  'base',
  baseStyle.noRestrictedImports.options.patterns.map(({ message }) => message),
);

const globalRules = config.overrides.flatMap(({ includes, linter }) => {
  const globals = linter?.rules.style?.noRestrictedGlobals;
  if (globals === undefined) return [];
  const properties = linter?.rules.nursery?.noJsRestrictedProperties?.options.entries ?? [];
  const uses = [
    ...Object.keys(globals.options.deniedGlobals),
    ...properties.map(({ object, property }) => `${object}.${property}`),
  ];
  const folder = (includes[0] ?? '').replace('/**', '').replace(/\{(\w+).*/, '$1');
  return [{ file: `${folder}/globals.ts`, uses }];
});

/** The two files of a rule's case: the one that must be refused and the one that must pass. */
function filesOf(rule: string, { file = 'lib/client/', bad, goodFile }: RuleCase) {
  const kind = bad.includes('</') || bad.includes('/>') ? 'tsx' : 'ts';
  const name = (rule.split('/')[1] ?? '').toLowerCase();
  const refused = file.endsWith('/') ? `${file}${name}-bad.${kind}` : file;
  const passing = goodFile ?? `${file.endsWith('/') ? file : `${dirname(file)}/`}${name}-good.${kind}`;
  return { refused, passing };
}

let tree = '';
let diagnostics: Diagnostic[] = [];

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

function at(path: string, line?: number): Diagnostic[] {
  return diagnostics.filter(({ location }) => location.path === path && (!line || location.start.line === line));
}

beforeAll(() => {
  tree = realpathSync(mkdtempSync(join(tmpdir(), 'ruijing-lint-')));
  for (const name of ['biome.json', 'package.json', 'tsconfig.json', '.gitignore']) {
    copyFileSync(join(ROOT, name), join(tree, name));
  }
  write('lib/client/target.ts', 'export interface A { a: number }\nexport const a = 1;\n');
  write('lib/client/cycle-back.ts', "import { a } from './cycle.ts';\nexport const b = () => a;\n");
  for (const room of Object.values(ROOMS)) write(room.file, [...room.refused, ...room.allowed].join('\n'));
  for (const { file, uses } of globalRules) write(file, uses.map((use) => `export const a = () => ${use};`).join('\n'));
  for (const [rule, example] of Object.entries(RULES)) {
    const { refused, passing } = filesOf(rule, example);
    // Next to another rule's own example the same content may stand twice: each file belongs to one rule.
    write(refused, example.bad);
    write(passing, example.good);
  }
  const run = spawnSync(process.execPath, [BIOME, 'lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  diagnostics = Report.parse(JSON.parse(run.stdout)).diagnostics;
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('import directions', () => {
  test('every room of biome.json has its deliberate violations, and no more rooms are claimed', () => {
    expect(Object.keys(ROOMS).toSorted()).toEqual([...importRules.keys()].toSorted());
  });

  for (const [room, { file, refused, allowed }] of Object.entries(ROOMS)) {
    test.each(refused.map((line, index) => [line, index + 1] as const))(`${room} may not: %s`, (_line, number) => {
      const found = at(file, number).filter(({ category }) => category === 'lint/style/noRestrictedImports');
      expect(found.map(({ severity }) => severity)).toContain('error');
    });

    test.each(allowed.map((line, index) => [line, refused.length + index + 1] as const))(
      `${room} may: %s`,
      (_line, number) => {
        expect(at(file, number).filter(({ category }) => category === 'lint/style/noRestrictedImports')).toEqual([]);
      },
    );

    test(`every pattern of ${room} refuses something`, () => {
      const said = new Set(at(file).map(({ message }) => message));
      expect(importRules.get(room)?.filter((message) => !said.has(message))).toEqual([]);
    });
  }
});

describe('globals', () => {
  for (const { file, uses } of globalRules) {
    test.each(uses.map((use, index) => [use, index + 1] as const))(`${file} may not use %s`, (_use, number) => {
      const rules = ['lint/style/noRestrictedGlobals', 'lint/nursery/noJsRestrictedProperties'];
      const found = at(file, number).filter(({ category }) => rules.includes(category));
      expect(found.map(({ severity }) => severity)).toContain('error');
    });
  }
});

/** Left out on purpose: without an image optimiser, which would be a second way out, `<img>` is what there is. */
const OFF = ['performance/noImgElement'];

describe('rules', () => {
  test('every rule that biome.json names has its deliberate violation', () => {
    const named = Object.entries(config.linter.rules).flatMap(([group, rules]) =>
      group === 'preset' ? [] : Object.keys(Rules.parse(rules)).map((rule) => `${group}/${rule}`),
    );
    const proved = [...Object.keys(RULES), 'style/noRestrictedImports', ...OFF];
    expect(proved.toSorted()).toEqual(named.toSorted());
  });

  test.each(Object.entries(RULES))('%s is an error where it is broken and silent where it is kept', (rule, example) => {
    const { refused, passing } = filesOf(rule, example);
    const found = at(refused).filter(({ category }) => category === `lint/${rule}`);
    expect(found.map(({ severity }) => severity)).toContain('error');
    expect(at(passing).filter(({ category }) => category === `lint/${rule}`)).toEqual([]);
  });
});

test('no source file silences the linter or the compiler', () => {
  const silencers = /biome-ignore|@ts-(?:ignore|expect-error|nocheck)|eslint-disable/;
  const sources = globSync(['{app,components,lib,scripts,e2e,bench}/**/*.{ts,tsx,mjs,css}', '*.{ts,mjs}'], {
    cwd: ROOT,
  });
  const silenced = sources.filter(
    (path) => path !== 'scripts/lint-rules.test.ts' && silencers.test(readFileSync(join(ROOT, path), 'utf8')),
  );
  expect(sources.length).toBeGreaterThan(50);
  expect(silenced).toEqual([]);
});
