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

/**
 * A link for whoever has forgotten their password where no admin can make one: who may set the environment has the whole
 * installation anyway. It replaces the one of the start before.
 *
 * @returns its path; undefined when none is asked for
 * @throws ConfigError when nobody has this address
 */
export async function resetLink(
  { resetLinkFor }: Config,
  { people, invitations }: Services,
): Promise<string | undefined> {
  if (resetLinkFor === undefined) return undefined;
  const person = (await people.list()).find(({ email }) => email === resetLinkFor);
  if (person === undefined) throw new ConfigError('RUIJING_RESET_LINK_FOR', 'is the address of no account here');
  const by = nobody({ peer: null, requestId: newRequestId() }, 'RUIJING_RESET_LINK_FOR');
  const { token } = await invitations.createReset(person.id, by);
  return `/join#${token}`;
}
