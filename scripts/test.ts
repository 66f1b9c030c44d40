import { ensureBuild } from './build.ts';
import { fetchChromium, findChromium, NO_CHROMIUM } from './chromium.ts';
import { commandOf, exitCodeOf, startCommand } from './run.ts';

interface Step {
  readonly name: string;
  /** @returns `true` when the step passed */
  readonly run: () => Promise<boolean>;
}

function command(file: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  return async () => (await exitCodeOf(startCommand(file, args, { stdio: 'inherit', env }))) === 0;
}

async function endToEnd(): Promise<boolean> {
  const chromium = findChromium() ?? fetchChromium();
  if (chromium === undefined) {
    console.error(NO_CHROMIUM);
    return false;
  }
  if (process.env.FULL !== '1') console.log('Left out: what is tagged @full. FULL=1 runs it as well.');
  const playwright = commandOf('@playwright/test', 'playwright');
  return await command(playwright, ['test'], { ...process.env, CHROMIUM: chromium })();
}

const STEPS: readonly Step[] = [
  {
    name: 'format and lint',
    run: command(commandOf('@biomejs/biome', 'biome'), ['check', '--error-on-warnings', '.']),
  },
  { name: 'route types', run: command(commandOf('next'), ['typegen']) },
  { name: 'types', run: command(commandOf('typescript', 'tsc'), ['--noEmit']) },
  { name: 'unit and integration', run: command(commandOf('vitest'), ['run']) },
  { name: 'build', run: ensureBuild },
  { name: 'end to end', run: endToEnd },
];

const began = performance.now();
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

for (const { name, run } of STEPS) {
  const stepBegan = performance.now();
  console.log(`\n▶ ${name}`);
  if (!(await run())) {
    console.error(`\n✗ ${name} failed after ${seconds(stepBegan)}.`);
    process.exit(1);
  }
  console.log(`✓ ${name}: ${seconds(stepBegan)}`);
}
console.log(`\n✓ All tests passed in ${seconds(began)}.`);
