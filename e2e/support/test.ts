import { type ConsoleMessage, expect, test as plain } from '@playwright/test';
import { type RunningConsole, startConsole } from './console.ts';
import { Thread } from './conversations.ts';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream.ts';
import { act, foundTeam, type Member } from './team.ts';

/** Fast enough that no test waits for the pace or a timer, slow enough that an answer is still a stream. */
const FAST_SANDBOX = {
  RUIJING_SANDBOX_TOKENS_PER_SECOND: '600',
  RUIJING_TIMEOUTS: JSON.stringify({ firstByteMs: 1_500, streamIdleMs: 1_500, sandboxSlowMs: 50, drainMs: 200 }),
};

/** What tests of a worker share; each comes with the first test that asks for it. */
interface WorkerFixtures {
  /** This worker's own console, on the fast sandbox; `page.goto('/…')` goes there. */
  console: RunningConsole;
  /** The same at a pace at which there is time to do something before an answer has ended. */
  slowConsole: RunningConsole;
  /** A team's, with its founder and more than two pages of conversations. */
  team: { readonly url: string; readonly member: Member };
  /** A console on an upstream whose answers a test writes. */
  scripted: { readonly url: string; readonly upstream: FakeUpstream };
}

/** More than two pages of the list. */
const MANY = 104;

interface TestFixtures {
  /** Starts a further console with other settings; it ends with the test. */
  startConsole: (env: Record<string, string>) => Promise<RunningConsole>;
  /** What the page complained about; the test fails unless it is empty at the end. */
  problems: string[];
}

/** Playwright's `test` on a running console. A console error, an uncaught error or a CSP violation fails the test. */
export const test = plain.extend<TestFixtures, WorkerFixtures>({
  console: [
    async ({}, provide) => {
      const running = await startConsole({ env: FAST_SANDBOX });
      await liftLimits(running);
      await provide(running);
      await running.stop();
    },
    { scope: 'worker' },
  ],
  slowConsole: [
    async ({}, provide) => {
      const running = await startConsole({ env: { ...FAST_SANDBOX, RUIJING_SANDBOX_TOKENS_PER_SECOND: '30' } });
      await liftLimits(running);
      await provide(running);
      await running.stop();
    },
    { scope: 'worker' },
  ],
  team: [
    async ({}, provide) => {
      const running = await startConsole({ env: { ...FAST_SANDBOX, RUIJING_SANDBOX: '1' } });
      const member = await foundTeam(running.url);
      for (let index = 0; index < MANY; index++) {
        const title = index === 0 ? 'the oldest of many' : `one of many, ${index}`;
        await act(member, '/api/conversations', { body: new Thread().toCreate(title) });
      }
      await provide({ url: running.url, member });
      await running.stop();
    },
    { scope: 'worker' },
  ],
  scripted: [
    async ({}, provide) => {
      const upstream = await startFakeUpstream();
      const env = { ...FAST_SANDBOX, RUIJING_API_KEY: 'k', RUIJING_BASE_URL: upstream.url };
      const running = await startConsole({ env });
      await provide({ url: running.url, upstream });
      await running.stop();
      await upstream.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ console: running }, provide) => {
    await provide(running.url);
  },
  startConsole: async ({}, provide) => {
    const started: RunningConsole[] = [];
    await provide(async (env) => {
      const running = await startConsole({ env: { ...FAST_SANDBOX, ...env } });
      started.push(running);
      return running;
    });
    await Promise.all(started.map((running) => running.stop()));
  },
  problems: [
    // Named here so that the consoles outlive the page: a page whose server has gone complains about that.
    async ({ context, startConsole: _consoles }, provide) => {
      const problems: string[] = [];
      context.on('console', (message) => {
        if (message.type() === 'error' && !isAnswerOfTheApi(message)) problems.push(message.text());
      });
      context.on('weberror', (error) => problems.push(String(error.error().stack)));
      await provide(problems);
      expect(problems, 'what the page complained about').toEqual([]);
    },
    { auto: true },
  ],
});

/** A worker's tests together are more than one person's calls: the sandbox's 60 a minute are not for them. */
async function liftLimits({ url }: RunningConsole): Promise<void> {
  const response = await fetch(`${url}/api/plans/local`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ plan: 'unlimited' }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/**
 * Chromium logs every 4xx and 5xx. On the API they are answers that the page handles, and the tests provoke them; a 403
 * is a page's answer to whom it is not for.
 */
function isAnswerOfTheApi(message: ConsoleMessage): boolean {
  return (
    message.text().startsWith('Failed to load resource') &&
    (/^\/(?:v1|api)\//.test(new URL(message.location().url).pathname) || message.text().includes('status of 403'))
  );
}

export { expect };
