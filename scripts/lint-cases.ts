/** Deliberate violations for `lint-rules.test.ts`: what each lint rule must refuse, and what must pass beside it. */

export interface RoomCase {
  /** A file that the room's override governs. */
  readonly file: string;
  /** Lines of which each one alone must be refused. */
  readonly refused: readonly string[];
  readonly allowed: readonly string[];
}

const PARENT = ["import '../x.ts';", "import './../x.ts';", "import '..';"];
const OUTSIDE = [...PARENT, "import '#e2e/support/console.ts';"];
const CHILD = ["import { spawn } from 'node:child_process';"];
const OUTBOUND = [
  "import { request } from 'undici';",
  "const undici = await import('undici');",
  "import { connect } from 'node:tls';",
  "import { request as ask } from 'node:http';",
  "import { createServer, get } from 'node:http';",
  "import * as http from 'node:http';",
  "import https from 'node:https';",
  "import { connect as dial } from 'node:net';",
];
const NOT_OUTBOUND = [
  "import type { IncomingMessage } from 'node:http';",
  "import { createServer, type Server } from 'node:http';",
  "import { isIP, SocketAddress } from 'node:net';",
];
const SANDBOX = ["import '#lib/server/upstream/sandbox/index.ts';", "import './upstream/sandbox.ts';"];
const REMOTE = ["import '#lib/server/upstream/remote/index.ts';", "import('./remote/index.ts');"];
const NO_COMPONENTS = ["import '#components/ui/button.tsx';"];
const NO_NODE = ["import 'node:fs';", "import 'node:fs/promises';"];
const NO_REACT = ["import 'react';", "import 'next/headers';", "import 'next-intl/server';"];

/** Imports of every layer of lib but those named. */
function layersExcept(...allowed: string[]): string[] {
  return ['std', 'contract', 'domain', 'i18n', 'client', 'server']
    .filter((layer) => !allowed.includes(layer))
    .map((layer) => `import '#lib/${layer}/x.ts';`);
}

function layers(...names: string[]): string[] {
  return names.map((layer) => `import '#lib/${layer}/x.ts';`);
}

const SERVER_LAYERS = ['server', 'domain', 'contract', 'i18n', 'std'];
const SERVER = [
  ...OUTSIDE,
  ...layersExcept(...SERVER_LAYERS),
  ...NO_COMPONENTS,
  "import '#lib/i18n/messages/en/chat.json';",
  "import 'server-only';",
];
const SERVER_ALLOWED = [...layers(...SERVER_LAYERS), "import 'node:fs';", ...NOT_OUTBOUND];
const NOUNS = ['chat', 'embeddings', 'vision', 'audio', 'usage', 'logs', 'keys', 'people', 'models', 'settings'];

/** Keyed by the first glob of the override in biome.json that sets `noRestrictedImports`. */
export const ROOMS: Readonly<Record<string, RoomCase>> = {
  base: {
    file: 'server.ts',
    refused: [...OUTSIDE, "import './app/layout.tsx';", "import './lib/server/upstream/sandbox/index.ts';"],
    allowed: ["import '#lib/server/container.ts';", "import { createServer } from 'node:http';"],
  },
  'app/**': {
    file: 'app/v1/route.ts',
    refused: [...OUTSIDE, ...CHILD, ...OUTBOUND, ...SANDBOX, ...REMOTE],
    allowed: [
      ...layers('server', 'client', 'domain', 'contract', 'i18n', 'std'),
      "import '#components/chat/x.tsx';",
      "import './globals.css';",
    ],
  },
  'components/**': {
    file: 'components/docs/x.tsx',
    refused: [
      ...OUTSIDE,
      ...NOUNS.map((noun) => `import '#components/${noun}/x.tsx';`),
      ...layersExcept('client', 'domain', 'contract', 'i18n', 'std'),
      ...NO_NODE,
    ],
    allowed: [
      "import '#components/ui/button.tsx';",
      "import './y.tsx';",
      "import './part/z.tsx';",
      ...layers('client', 'domain', 'contract', 'i18n', 'std'),
      "import 'react';",
    ],
  },
  'lib/std/**': {
    file: 'lib/std/x.ts',
    refused: [...OUTSIDE, ...layersExcept('std'), ...NO_COMPONENTS, ...NO_NODE, ...NO_REACT],
    allowed: [...layers('std'), "import './y.ts';"],
  },
  'lib/contract/**': {
    file: 'lib/contract/x.ts',
    refused: [...OUTSIDE, ...layersExcept('contract', 'std'), ...NO_COMPONENTS, ...NO_NODE, ...NO_REACT],
    allowed: [...layers('contract', 'std'), "import './y.ts';", "import 'zod/mini';"],
  },
  'lib/domain/**': {
    file: 'lib/domain/chat/x.ts',
    refused: [...OUTSIDE, ...layersExcept('domain', 'contract', 'std'), ...NO_COMPONENTS, ...NO_NODE, ...NO_REACT],
    allowed: [...layers('domain', 'contract', 'std'), "import '#lib/domain/metering/y.ts';", "import './y.ts';"],
  },
  'lib/i18n/**': {
    file: 'lib/i18n/x.ts',
    refused: [...OUTSIDE, ...layersExcept('i18n', 'std'), ...NO_COMPONENTS, ...NO_NODE],
    allowed: [...layers('i18n', 'std'), "import 'next/headers';", "import './messages/en/chat.json';"],
  },
  'lib/client/**': {
    file: 'lib/client/chat/x.ts',
    refused: [...OUTSIDE, ...layersExcept('client', 'domain', 'contract', 'i18n', 'std'), ...NO_COMPONENTS, ...NO_NODE],
    allowed: [...layers('client', 'domain', 'contract', 'i18n', 'std'), "import './y.ts';"],
  },
  'lib/server/**': {
    file: 'lib/server/gateway/x.ts',
    refused: [...SERVER, ...CHILD, ...OUTBOUND, ...SANDBOX, ...REMOTE],
    allowed: [...SERVER_ALLOWED, "import '#lib/server/upstream/port.ts';"],
  },
  'lib/server/upstream/sandbox/**': {
    file: 'lib/server/upstream/sandbox/x.ts',
    refused: [...SERVER, ...CHILD, ...OUTBOUND, ...REMOTE],
    allowed: [...SERVER_ALLOWED, "import '#lib/server/upstream/sandbox/y.ts';"],
  },
  'lib/server/upstream/remote/**': {
    file: 'lib/server/upstream/remote/x.ts',
    refused: [...SERVER, ...CHILD, ...OUTBOUND, ...SANDBOX],
    allowed: [...SERVER_ALLOWED, "import '#lib/server/upstream/remote/y.ts';"],
  },
  'lib/server/container.ts': {
    file: 'lib/server/container.ts',
    refused: [...SERVER, ...CHILD, ...OUTBOUND],
    allowed: [...SERVER_ALLOWED, ...SANDBOX, ...REMOTE],
  },
  'lib/server/egress.ts': {
    file: 'lib/server/egress.ts',
    refused: [...SERVER, ...CHILD, ...SANDBOX, ...REMOTE],
    allowed: [...SERVER_ALLOWED, ...OUTBOUND],
  },
  'lib/server/child.ts': {
    file: 'lib/server/child.ts',
    refused: [...SERVER, ...OUTBOUND, ...SANDBOX, ...REMOTE],
    allowed: [...SERVER_ALLOWED, ...CHILD],
  },
  '**/*.test.{ts,tsx}': {
    file: 'lib/domain/chat/x.test.ts',
    refused: PARENT,
    allowed: [
      "import '#e2e/support/console.ts';",
      ...layers('server', 'client'),
      ...CHILD,
      ...OUTBOUND,
      ...SANDBOX,
      "import '#components/chat/x.tsx';",
    ],
  },
};

export interface RuleCase {
  /** Where the violation stands; `lib/client/` when absent. */
  readonly file?: string;
  readonly bad: string;
  readonly good: string;
  /** Set where the file's name is what passes. */
  readonly goodFile?: string;
}

const LONG_FILE = (lines: number) =>
  Array.from({ length: lines }, (_, at) => `export const c${at} = ${at};`).join('\n');
const HOOKS = "import { useEffect, useState } from 'react';\n";
const TEST = "import { expect, test } from 'vitest';\n";

/** Keyed `group/rule`: every rule that biome.json names, but the import and global rules of the rooms. */
export const RULES: Readonly<Record<string, RuleCase>> = {
  'complexity/noForEach': {
    bad: 'for (const a of [[1]]) a.forEach((n) => n + 1);',
    good: 'for (const n of [1]) n.toFixed();',
  },
  'complexity/noUselessUndefined': {
    bad: 'export function f(): undefined { return undefined; }',
    good: 'export function f(): void { return; }',
  },
  'complexity/useMaxParams': {
    bad: 'export const f = (a: number, b: number, c: number, d: number) => a + b + c + d;',
    good: 'export const f = (a: number, b: number, c: number) => a + b + c;',
  },
  'correctness/noUndeclaredDependencies': { bad: "import 'lodash';", good: "import 'zustand';" },
  'correctness/noUnusedFunctionParameters': {
    bad: 'export const f = (a: number, b: number) => a;',
    good: 'export const f = (_a: number, b: number) => b;',
  },
  'correctness/noUnusedImports': {
    bad: "import { create } from 'zustand';\nexport {};",
    good: "import { create } from 'zustand';\nexport const f = () => create;",
  },
  'correctness/noUnusedVariables': { bad: 'const a = 1;\nexport {};', good: 'export const a = 1;' },
  'correctness/useExhaustiveDependencies': {
    bad: `${HOOKS}export function useX(a: () => void) { const [s] = useState(0); useEffect(() => { a(); }, []); return s; }`,
    good: `${HOOKS}export function useX(a: () => void) { const [s] = useState(0); useEffect(() => { a(); }, [a]); return s; }`,
  },
  'correctness/useHookAtTopLevel': {
    bad: `${HOOKS}export function useX(on: boolean) { if (on) useEffect(() => {}, []); return useState(0); }`,
    good: `${HOOKS}export function useX() { useEffect(() => {}, []); return useState(0); }`,
  },
  'correctness/useImportExtensions': { bad: "import './target';", good: "import './target.ts';" },
  'nursery/noFloatingPromises': {
    bad: 'async function f(): Promise<void> { await Promise.resolve(); }\nexport function g(): void { f(); }',
    good: 'async function f(): Promise<void> { await Promise.resolve(); }\nexport function g(): void { void f(); }',
  },
  'nursery/noImpliedEval': { bad: "setTimeout('run()', 1);", good: 'setTimeout(() => 1, 1);' },
  'nursery/noMisusedPromises': {
    bad: 'export function f(p: Promise<boolean>): number { if (p) return 1; return 2; }',
    good: 'export async function f(p: Promise<boolean>): Promise<number> { if (await p) return 1; return 2; }',
  },
  'nursery/noUnsafeTypeAssertion': {
    bad: 'export const f = (value: unknown) => value as string;',
    good: 'export const f = ["a"] as const;',
  },
  'nursery/useAwaitThenable': {
    bad: 'export async function f(): Promise<number> { const n = 1; return await n; }',
    good: 'export async function f(): Promise<number> { return await Promise.resolve(1); }',
  },
  'nursery/useExhaustiveSwitchCases': {
    bad: "export function f(k: 'a' | 'b'): number { switch (k) { case 'a': return 1; } return 2; }",
    good: "export function f(k: 'a' | 'b'): number { switch (k) { case 'a': return 1; case 'b': return 2; } }",
  },
  'performance/noBarrelFile': { bad: "export { a } from './target.ts';", good: 'export const a = 1;' },
  'performance/noReExportAll': { bad: "export * from './target.ts';", good: 'export const a = 1;' },
  'security/noBlankTarget': {
    file: 'components/chat/',
    bad: 'export const A = () => <a href="https://example.com" target="_blank">{1}</a>;',
    good: 'export const A = () => <a href="https://example.com" target="_blank" rel="noreferrer">{1}</a>;',
  },
  'security/noDangerouslySetInnerHtml': {
    file: 'components/chat/',
    bad: "export const A = () => <p dangerouslySetInnerHTML={{ __html: '<b>' }} />;",
    good: 'export const A = () => <p>{1}</p>;',
  },
  'security/noGlobalEval': { bad: "export const a = eval('1');", good: 'export const a = 1;' },
  'style/noCommonJs': { bad: "const a = require('zustand');\nexport const b = a;", good: "import 'zustand';" },
  'style/noDefaultExport': { bad: 'export default 1;', good: 'export default 1;', goodFile: 'app/chat/page.tsx' },
  'style/noExcessiveLinesPerFile': { bad: LONG_FILE(401), good: LONG_FILE(400) },
  'style/noJsxLiterals': {
    file: 'components/chat/',
    bad: 'export const A = () => <p>Send</p>;',
    good: "export const A = (props: { t: (k: string) => string }) => <p>{props.t('send')}</p>;",
  },
  'style/noNonNullAssertion': {
    bad: 'export const f = (a: number | null) => a!;',
    good: 'export const f = (a: number | null) => a ?? 0;',
  },
  'style/noParameterAssign': {
    bad: 'export function f(a: number): number { a = 2; return a; }',
    good: 'export function f(a: number): number { return a + 2; }',
  },
  'style/noProcessEnv': {
    bad: 'export const a = process.env;',
    good: 'export const a = process.env;',
    goodFile: 'lib/server/config.ts',
  },
  'style/useConsistentArrayType': { bad: 'export type A = Array<number>;', good: 'export type A = number[];' },
  'style/useConsistentTypeDefinitions': {
    bad: 'export type A = { a: number };',
    good: 'export interface A { a: number }',
  },
  'style/useExportType': {
    bad: "import type { A } from './target.ts';\nexport { A };",
    good: "import type { A } from './target.ts';\nexport type { A };",
  },
  'style/useFilenamingConvention': {
    file: 'lib/client/someName.ts',
    bad: 'export const a = 1;',
    good: 'export const a = 1;',
    goodFile: 'lib/client/some-name.ts',
  },
  'style/useImportType': {
    bad: "import { A } from './target.ts';\nexport const a: A = { a: 1 };",
    good: "import type { A } from './target.ts';\nexport const a: A = { a: 1 };",
  },
  'style/useNodejsImportProtocol': { file: 'lib/server/', bad: "import 'fs';", good: "import 'node:fs';" },
  'style/useReadonlyClassProperties': {
    bad: 'export class A { #a = 1; get a(): number { return this.#a; } }',
    good: 'export class A { readonly #a = 1; get a(): number { return this.#a; } }',
  },
  'style/useThrowOnlyError': { bad: "throw 'no';", good: "throw new Error('no');" },
  'suspicious/noAlert': { bad: "alert('no');", good: "document.title = 'yes';" },
  'suspicious/noConsole': { bad: "console.log('no');", good: "console.log('yes');", goodFile: 'scripts/say.ts' },
  'suspicious/noDocumentCookie': { bad: "document.cookie = 'a=1';", good: "document.title = 'a';" },
  'suspicious/noEvolvingTypes': { bad: 'let a;\na = 1;\nexport const b = a;', good: 'export let a: number;\na = 1;' },
  'suspicious/noExplicitAny': { bad: 'export const f = (a: any) => a;', good: 'export const f = (a: unknown) => a;' },
  'suspicious/noExportsInTest': {
    file: 'lib/client/exports.test.ts',
    bad: `${TEST}export const a = 1;\ntest('a', () => { expect(a).toBe(1); });`,
    good: `${TEST}const a = 1;\ntest('a', () => { expect(a).toBe(1); });`,
    goodFile: 'lib/client/none.test.ts',
  },
  'suspicious/noFocusedTests': {
    file: 'lib/client/focused.test.ts',
    bad: `${TEST}test.only('a', () => { expect(1).toBe(1); });`,
    good: `${TEST}test('a', () => { expect(1).toBe(1); });`,
    goodFile: 'lib/client/unfocused.test.ts',
  },
  'suspicious/noImportCycles': {
    file: 'lib/client/cycle.ts',
    bad: "import { b } from './cycle-back.ts';\nexport const a = () => b;",
    good: "import { a } from './target.ts';\nexport const b = () => a;",
  },
  'suspicious/noParametersOnlyUsedInRecursion': {
    bad: 'export function f(n: number, a: number): number { return n === 0 ? 0 : f(n - 1, a); }',
    good: 'export function f(n: number, a: number): number { return n === 0 ? a : f(n - 1, a); }',
  },
  'suspicious/noPlaywrightWaitForTimeout': {
    file: 'e2e/sleep.spec.ts',
    bad: "import { test } from '@playwright/test';\ntest('a', async ({ page }) => { await page.waitForTimeout(9); });",
    good: "import { test } from '@playwright/test';\ntest('a', async ({ page }) => { await page.waitForURL('/'); });",
    goodFile: 'e2e/wait.spec.ts',
  },
  'suspicious/noShadow': {
    bad: 'const a = 1;\nexport const f = () => { const a = 2; return a; };\nexport const b = a;',
    good: 'const a = 1;\nexport const f = () => { const c = 2; return c; };\nexport const b = a;',
  },
  'suspicious/noSkippedTests': {
    file: 'lib/client/skipped.test.ts',
    bad: `${TEST}test.skip('a', () => { expect(1).toBe(1); });`,
    good: `${TEST}test('a', () => { expect(1).toBe(1); });`,
    goodFile: 'lib/client/unskipped.test.ts',
  },
  'suspicious/noTsIgnore': { bad: `// @ts-${'ignore'}\nexport const a = 1;`, good: 'export const a = 1;' },
  'suspicious/useAwait': {
    bad: 'export async function f(): Promise<number> { return 1; }',
    good: 'export async function f(): Promise<number> { return await Promise.resolve(1); }',
  },
  'suspicious/useErrorMessage': { bad: 'throw new Error();', good: "throw new Error('why');" },
};
