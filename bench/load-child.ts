import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import {
  CHAT_PATH,
  chatBody,
  type FullLoad,
  type FullResult,
  loadSchema,
  type PacedLoad,
  type PacedResult,
} from './load.ts';
import { percentile } from './statistics.ts';

/** The process that `load.ts` starts: its job is its one argument, its result the only thing it prints. */

const PACE_MS = 20;
const WORD = /@(\d+) /;

async function runFull({ origin, headers, stream, connections, seconds }: FullLoad): Promise<FullResult> {
  const latenciesMs: number[] = [];
  let failed = 0;
  let lastFault = '';
  const result = await new Promise<{ duration: number; errors: number }>((resolve, reject) => {
    const options = {
      url: origin + CHAT_PATH,
      method: 'POST' as const,
      headers: { 'content-type': 'application/json', ...headers },
      body: chatBody('Say hello.', stream),
      connections,
      duration: seconds,
    };
    const run = autocannon(options, (error, ended) => (error === null ? resolve(ended) : reject(error)));
    // Its own histogram counts in whole milliseconds.
    run.on('response', (_client: unknown, status: number, _bytes: number, ms: number) => {
      if (status >= 200 && status < 300) latenciesMs.push(ms);
      else {
        failed++;
        lastFault = `status ${status}`;
      }
    });
    run.on('reqError', (error: Error) => {
      lastFault = error.message;
    });
  });
  if (latenciesMs.length === 0) throw new Error(`${origin} answered no call with success, the last: ${lastFault}`);
  return {
    callsPerSecond: latenciesMs.length / result.duration,
    latencyMsP50: percentile(latenciesMs, 0.5),
    latencyMsP99: percentile(latenciesMs, 0.99),
    succeeded: latenciesMs.length,
    failed: failed + result.errors,
  };
}

async function runPaced(load: PacedLoad): Promise<PacedResult> {
  const result = { ...noTimings(), complete: 0, broken: 0 };
  const agent = new Agent({ keepAlive: true, maxSockets: load.streams });
  const untilMs = performance.now() + load.seconds * 1000;
  const place = async (index: number) => {
    // Spread over one pace, so that they do not all send in the same millisecond.
    await sleep((index * PACE_MS) / load.streams);
    // The first one opens the connections, here and behind the gateway: nobody's time is taken.
    for (let timings = noTimings(); performance.now() < untilMs; timings = result) {
      const whole = await readStream(load, agent, timings).catch(() => false);
      result[whole ? 'complete' : 'broken']++;
    }
  };
  await Promise.all(Array.from({ length: load.streams }, (_, index) => place(index)));
  agent.destroy();
  return result;
}

type Timings = Pick<PacedResult, 'firstTokenMs' | 'gapMs' | 'delayMs'>;
const noTimings = (): Timings => ({ firstTokenMs: [], gapMs: [], delayMs: [] });

/** @returns whether it was whole */
async function readStream({ origin, headers, events }: PacedLoad, agent: Agent, timings: Timings): Promise<boolean> {
  const body = chatBody(`PACED:${events}`, true);
  const call = request(origin + CHAT_PATH, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => call.on('response', resolve).on('error', reject));
  const sentMs = performance.now();
  call.end(body);
  const answer = await answered;
  let rest = '';
  let words = 0;
  let lastMs = sentMs;
  let done = false;
  for await (const text of answer.setEncoding('utf8')) {
    const nowMs = performance.now();
    const now = process.hrtime.bigint();
    const parts = (rest + text).split('\n\n');
    rest = parts.pop() ?? '';
    for (const event of parts) {
      const sent = WORD.exec(event)?.[1];
      if (sent !== undefined) {
        (words++ === 0 ? timings.firstTokenMs : timings.gapMs).push(nowMs - lastMs);
        // One clock for all processes of a machine.
        timings.delayMs.push(Number(now - BigInt(sent)) / 1e6);
        lastMs = nowMs;
      } else if (event.trim() === 'data: [DONE]') done = true;
    }
  }
  return answer.statusCode === 200 && words === events && done;
}

const job = loadSchema.parse(JSON.parse(process.argv[2] ?? ''));
process.stdout.write(JSON.stringify(job.kind === 'full' ? await runFull(job) : await runPaced(job)));
