import { hasTurn, look, SIZES, type Size } from './support/axe.ts';
import { CHAT_VIEWS } from './support/chat-views.ts';
import { browserCookies } from './support/team.ts';
import { test } from './support/test.ts';

const SCREENS = {
  desktop: { viewport: SIZES.desktop },
  phone: { viewport: SIZES.phone, hasTouch: true, isMobile: true },
} satisfies Record<Size, object>;

for (const size of ['desktop', 'phone'] as const) {
  test.describe(size, () => {
    test.use(SCREENS[size]);

    for (const [part, views] of Object.entries(CHAT_VIEWS)) {
      test(`axe finds nothing in ${part}, light and dark, and all of it fits`, { tag: '@full' }, async ({
        page,
        team,
      }) => {
        test.setTimeout(90_000);
        const { url, member } = team;
        await page.context().addCookies(browserCookies(url, member));
        for (const [index, [name, view]] of Object.entries(views).entries()) {
          if (!hasTurn(size, index)) continue;
          await test.step(name, async () => {
            await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
            await view({ page, size, url, member });
            await look(page, name);
          });
        }
      });
    }
  });
}
