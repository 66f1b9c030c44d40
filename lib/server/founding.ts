import { nobody } from '#lib/domain/people/actor.ts';
import { type Config, isLoopback } from './config.ts';
import { ConfigError } from './config-error.ts';
import { newRequestId } from './request-id.ts';
import type { Services } from './services.ts';

/**
 * Makes the first account where the settings name one, before anybody can reach the console.
 *
 * @throws ConfigError where others than this machine would reach a console without accounts (T-WEB-04)
 */
export async function foundTeam({ firstAdmin, host }: Config, { access, people }: Services): Promise<void> {
  if (await access.isTeam()) return;
  if (firstAdmin !== undefined) {
    await people.found(firstAdmin, nobody({ peer: null, requestId: newRequestId() }, 'RUIJING_ADMIN_EMAIL'));
    return;
  }
  if (isLoopback(host)) return;
  throw new ConfigError(
    'HOST',
    `is ${host}, but nobody has an account yet. Set RUIJING_ADMIN_EMAIL and RUIJING_ADMIN_PASSWORD for the first one, or start on 127.0.0.1 and make it at /setup`,
  );
}
