import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createWorker, OEM, PSM } from 'tesseract.js';
import type { Plane } from '#lib/domain/vision/ink.ts';
import type { ReadWord } from '#lib/domain/vision/word-readings.ts';
import { Mutex } from '#lib/std/mutex.ts';

/** Tesseract with one language, in a thread of its own, for pictures of one line. */
export interface LineEngine {
  /** @param line dark on white */
  read(line: Plane): Promise<readonly ReadWord[]>;
  /** Its thread has ended. */
  readonly isOver: boolean;
  close(): Promise<void>;
}

/** The data of the networks as such: neither the older engine's nor the downloads' cache are wanted. */
const DATA = '4.0.0_best_int';

const PARAMETERS = {
  tessedit_pageseg_mode: PSM.SINGLE_LINE,
  // Without it every ideograph is a word with a space behind it.
  preserve_interword_spaces: '1',
  // Lines have one height here, whatever the picture's resolution was; unknown, it is guessed and complained about.
  user_defined_dpi: '300',
  // Lines are dark on white here: unsure ones need not be tried the other way round.
  tessedit_do_invert: '0',
  invert_threshold: '0',
  debug_file: '/dev/null',
};

/** A thread is told apart by being the only one that starts. */
const starting = new Mutex();

/**
 * Starts an engine; what goes wrong in its thread rejects what waits for it.
 *
 * @throws when the language's data are missing or unreadable
 */
export async function createLineEngine(language: 'chi_sim' | 'eng'): Promise<LineEngine> {
  const installed = createRequire(import.meta.url).resolve(`@tesseract.js-data/${language}/package.json`);
  const langPath = join(dirname(installed), DATA);
  // The library would never answer.
  await access(join(langPath, `${language}.traineddata.gz`));
  const { fail, orFail, hasFailed } = createFailure();
  let isStarted = false;
  // Later it hears of every line that cannot be read, of which its reader hears too.
  const errorHandler = (reason: unknown) => void (isStarted || fail(reason));
  await starting.lock();
  const threads = once(process, 'worker');
  const creating = createWorker(language, OEM.LSTM_ONLY, { langPath, cacheMethod: 'none', errorHandler });
  creating.catch(fail);
  const [thread]: unknown[] = await Promise.race([threads, creating.then(() => [])]).finally(() => starting.unlock());
  if (!(thread instanceof Worker)) throw new Error('Tesseract did not start a thread');
  // Without a listener an error in a thread ends the process.
  thread.on('error', fail);
  thread.on('exit', () => fail('The thread that reads text has ended'));
  try {
    const engine = await orFail(creating);
    await orFail(engine.setParameters(PARAMETERS));
    isStarted = true;
    return {
      async read(line) {
        const { data } = await orFail(engine.recognize(pgmOf(line), {}, { text: true, blocks: true }));
        const lines = data.blocks?.flatMap(({ paragraphs }) => paragraphs.flatMap((each) => each.lines)) ?? [];
        return wordsOf(
          lines.flatMap(({ words }) => words),
          data.text,
        );
      },
      get isOver() {
        return hasFailed();
      },
      close: async () => void (await thread.terminate()),
    };
  } catch (error) {
    await thread.terminate();
    throw error;
  }
}

/** What ends everything that is waited for, now and later. */
function createFailure() {
  const waiting = new Set<(error: Error) => void>();
  let failure: Error | undefined;
  return {
    hasFailed: () => failure !== undefined,
    fail(reason: unknown): void {
      failure ??= asError(reason);
      for (const reject of waiting) reject(failure);
    },
    async orFail<T>(promise: Promise<T>): Promise<T> {
      if (failure !== undefined) throw failure;
      const { promise: failing, reject } = Promise.withResolvers<never>();
      waiting.add(reject);
      try {
        return await Promise.race([promise, failing]);
      } catch (reason) {
        // The library rejects with words.
        throw asError(reason);
      } finally {
        waiting.delete(reject);
      }
    },
  };
}

const asError = (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason)));

/** A portable grey map, which takes no time to write. */
function pgmOf({ width, height, values }: Plane): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), values]);
}

interface Word {
  readonly text: string;
  readonly confidence: number;
  readonly bbox: { readonly x0: number; readonly x1: number };
}

/** Only the text as a whole tells where spaces are. */
function wordsOf(words: readonly Word[], text: string): ReadWord[] {
  let end = 0;
  return words.map(({ text: word, confidence, bbox: { x0, x1 } }) => {
    const start = text.indexOf(word, end);
    if (start !== -1) end = start + word.length;
    return { text: word, confidence: confidence / 100, x0, x1, isSpaceAfter: /\s/u.test(text.charAt(end)) };
  });
}
