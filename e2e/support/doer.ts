import { actorOf, LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import type { Doer } from '#lib/server/keys.ts';

/** Whoever sits at the machine in local mode. */
export const LOCAL_DOER: Doer = {
  principal: LOCAL_ADMIN,
  actor: actorOf(LOCAL_ADMIN, { peer: '127.0.0.1', requestId: 'req_test' }),
};
