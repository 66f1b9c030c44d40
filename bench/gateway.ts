import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ledgerRows } from './account.ts';
import { type Figures, failed, succeeded, toSummary, toTable } from './figures.ts';
import { fullLoad, pacedLoad } from './load.ts';
import { ROOT } from './processes.ts';
import { type Rival, startBareProxy, startConsole, startPortkey, startUpstream } from './rivals.ts';

/**
 * The gateway against its rivals, in turn within one run: absolute figures of a shared machine say little, ratios do.
 * `PORTKEY` names the folder of an installed `@portkey-ai/gateway`; without it that rival is left out.
 * Its 1.15.2 answers every stream with 500 under Node 24: measure it with `--only=json`.
 */

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '32' },
    /** `json`, `events` or `paced`: this load alone. */
    only: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const connections = Number(options.connections);
const wants = (load: 'json' | 'events' | 'paced'): boolean => options.only === undefined || options.only === load;

/** Compilers and pools settle before anything is compared: a server with a thousand functions on the way takes its time. */
const WARM_UP_SECONDS = 12;

/** What one load left to do is not the next one's. */
const REST_MS = 300;

const RECOVERY_MS = 5_000;

/** Alone with few events, so that there are many first words; then a crowd. */
const PACED = [
  { streams: 1, events: 10 },
  { streams: 50, events: 50 },
] as const;

interface Contender {
  readonly rival: Rival;
  readonly figures: Figures;
  /** Succeeded while warming up. */
  warmUpCalls: number;
}

async function main(): Promise<boolean> {
  const build: { ensureBuild(): Promise<boolean> } = await import(new URL('../scripts/build.ts', import.meta.url).href);
  if (!(await build.ensureBuild())) return false;
  const folder = mkdtempSync(join(tmpdir(), 'ruijing-bench-'));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const running: Contender[] = [];
  const enter = async (starting: Promise<Rival>): Promise<Contender> => {
    const rival = await starting;
    const contender = { rival, figures: noFigures(rival), warmUpCalls: 0 };
    running.push(contender);
    return contender;
  };
  try {
    const direct = await enter(startUpstream(folder));
    const upstream = direct.rival.origin;
    const limit = await enter(startBareProxy(folder, upstream));
    const ours = await enter(startConsole(folder, { upstream, dataDir }));
    const packageDir = process.env.PORTKEY;
    if (packageDir !== undefined) await enter(startPortkey(folder, { upstream, packageDir }));

    await play(running);

    // What it still holds of the ledger it writes before it ends.
    await ours.rival.stop();
    const all = running.map(({ figures }) => figures);
    console.log(toTable(all.slice(1), { limit: limit.figures, direct: direct.figures }));
    const books = {
      counted: succeeded(ours.figures) + ours.warmUpCalls,
      inLedger: ledgerRows(dataDir),
    };
    save({ rounds, seconds, connections, books, rivals: all.map(toSummary) });
    return balances(books) && failed(ours.figures) === 0;
  } finally {
    await Promise.all(running.map(({ rival }) => rival.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

const noFigures = ({ name, does, memoryMib }: Rival): Figures => ({
  name,
  does,
  json: [],
  events: [],
  paced: new Map(PACED.map(({ streams }) => [streams, []])),
  memoryMib: { idle: memoryMib(), steady: Number.NaN, recovered: Number.NaN },
});

async function play(contenders: readonly Contender[]): Promise<void> {
  for (const contender of contenders) {
    for (const stream of [false, true].filter((streams) => wants(streams ? 'events' : 'json'))) {
      const load = { ...contender.rival, stream, connections, seconds: WARM_UP_SECONDS };
      contender.warmUpCalls += (await fullLoad(load)).succeeded;
    }
  }
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    if (wants('json')) {
      await inTurn(contenders, async ({ rival, figures }) => {
        figures.json.push(await fullLoad({ ...rival, stream: false, connections, seconds }));
      });
    }
    if (wants('events')) {
      await inTurn(contenders, async ({ rival, figures }) => {
        figures.events.push(await fullLoad({ ...rival, stream: true, connections, seconds }));
      });
    }
    for (const paced of wants('paced') ? PACED : []) {
      await inTurn(contenders, async ({ rival, figures }) => {
        figures.paced.get(paced.streams)?.push(await pacedLoad({ ...rival, ...paced, seconds }));
      });
    }
  }
  for (const { rival, figures } of contenders) figures.memoryMib.steady = rival.memoryMib();
  await sleep(RECOVERY_MS);
  for (const { rival, figures } of contenders) figures.memoryMib.recovered = rival.memoryMib();
}

async function inTurn(contenders: readonly Contender[], run: (one: Contender) => Promise<void>): Promise<void> {
  for (const contender of contenders) {
    await run(contender);
    await sleep(REST_MS);
  }
}

interface Books {
  readonly counted: number;
  readonly inLedger: number | undefined;
}

/** Says whether every call that a caller saw succeed is in the ledger; calls cut by the end of a load may be there too. */
function balances({ counted, inLedger }: Books): boolean {
  if (inLedger === undefined) {
    console.log(`\nLedger: there is none yet; ${counted} calls succeeded.`);
    return true;
  }
  const whole = inLedger >= counted;
  console.log(
    `\nLedger: ${inLedger} rows of calls that succeeded, ${counted} seen by callers: ${whole ? 'ok' : 'ROWS MISSING'}.`,
  );
  return whole;
}

function save(result: object): void {
  const folder = join(ROOT, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const atTime = new Date().toISOString();
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model };
  const file = join(folder, `gateway-${atTime.replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ atTime, machine, ...result }, null, 2)}\n`);
  console.log(`\nSaved to ${file}`);
}

process.exitCode = (await main()) ? 0 : 1;
