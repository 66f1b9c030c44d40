import { ApiError } from '#lib/contract/errors.ts';
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
export async function foundTeam(config: Config, services: Services): Promise<void> {
  const { access, people } = services;
  if (await access.isTeam()) return;
  if (config.firstAdmin === undefined) {
    checkUnreachable(config);
    return;
  }
  const by = nobody({ peer: null, requestId: newRequestId() }, 'RUIJING_ADMIN_EMAIL');
  await people.found(config.firstAdmin, by).catch((error: unknown) => {
    // Of several processes that start at once one was faster.
    if (!(error instanceof ApiError) || error.code !== 'conflict') throw error;
  });
}

/** A proxy on this machine, or a name that leads here, opens the door as well as another address does. */
function checkUnreachable({ host, origin }: Config): void {
  const open = [
    { variable: 'HOST', name: host },
    ...(origin === undefined ? [] : [{ variable: 'RUIJING_ORIGIN', name: origin.hostname }]),
  ].find(({ name }) => !isLoopback(name));
  if (open === undefined) return;
  throw new ConfigError(
    open.variable,
    `is ${open.name}, where others reach the console, but nobody has an account yet. Set RUIJING_ADMIN_EMAIL and RUIJING_ADMIN_PASSWORD for the first one, or start without it on 127.0.0.1 and make it at /setup`,
  );
}
