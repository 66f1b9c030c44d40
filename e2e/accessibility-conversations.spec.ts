import { expectNoViolationsInEither, hasTurn, overflowPx, SIZES, type Size } from './support/axe.ts';
import { CHAT_VIEWS, keep } from './support/chat-views.ts';
import { type RunningConsole, startConsole } from './support/console.ts';
import { Thread } from './support/conversations.ts';
import { browserCookies, foundTeam, type Member } from './support/team.ts';
import { test as consoleTest, expect } from './support/test.ts';

/** More than two pages of the list. */
const MANY = 104;

interface Team {
  readonly running: RunningConsole;
  readonly member: Member;
}

// Not in `beforeAll`: where tests of a file run beside each other that is before each of them.
const test = consoleTest.extend<object, { team: Team }>({
  team: [
    async ({}, provide) => {
      const running = await startConsole({ env: { RUIJING_SANDBOX: '1' } });
      const member = await foundTeam(running.url);
      for (let index = 0; index < MANY; index++) {
        await keep({ member }, new Thread().toCreate(index === 0 ? 'the oldest of many' : `one of many, ${index}`));
      }
      await provide({ running, member });
      await running.stop();
    },
    { scope: 'worker' },
  ],
});

const SCREENS = {
  desktop: { viewport: SIZES.desktop },
  phone: { viewport: SIZES.phone, hasTouch: true, isMobile: true },
} satisfies Record<Size, object>;

for (const size of ['desktop', 'phone'] as const) {
  test.describe(size, () => {
    test.use(SCREENS[size]);

    for (const [part, views] of Object.entries(CHAT_VIEWS)) {
      test(`axe finds nothing in ${part}, light and dark, and all of it fits`, async ({ page, team }) => {
        test.setTimeout(90_000);
        const { running, member } = team;
        await page.context().addCookies(browserCookies(running.url, member));
        for (const [index, [name, view]] of Object.entries(views).entries()) {
          if (!hasTurn(size, index)) continue;
          await test.step(name, async () => {
            await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
            await view({ page, size, url: running.url, member });
            await expectNoViolationsInEither(page, name);
            expect.soft(await overflowPx(page), `${name}: nothing is wider than the window`).toBeLessThanOrEqual(0);
          });
        }
      });
    }
  });
}
