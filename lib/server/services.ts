import { join } from 'node:path';
import { createCalendar } from '#lib/domain/limits/window.ts';
import { type Access, createAccess } from './access.ts';
import { type Account, createAccount } from './account.ts';
import { createSessions } from './auth/sessions.ts';
import { createSignInLimits } from './auth/sign-in-limits.ts';
import { keepBooks } from './bookkeeping.ts';
import { createModelCatalogue, type ModelCatalogue } from './catalogue.ts';
import type { Config } from './config.ts';
import { describeEnvironment } from './environment.ts';
import type { Gateway } from './gateway/exchange.ts';
import { createGateway } from './gateway/gateway.ts';
import type { Guards } from './gateway/guards.ts';
import { toFetch } from './gateway/mount-fetch.ts';
import { sweepSpool } from './gateway/upload.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createKeyAdmin, type KeyAdmin } from './keys.ts';
import type { Log } from './log.ts';
import { createPeopleAdmin, type PeopleAdmin } from './people.ts';
import { createPlanAdmin, type PlanAdmin } from './plans.ts';
import { loadSecret } from './secret.ts';
import { createSettingsAdmin, type SettingsAdmin } from './settings.ts';
import type { AuditLog } from './storage/audit-log.ts';
import type { LimitStore } from './storage/limit-store.ts';
import type { Storage } from './storage/storage.ts';
import { LIST_MS } from './upstream/listing.ts';
import { createRouter, type UpstreamEntry } from './upstream/router.ts';
import { createUsageReader, type UsageReader } from './usage.ts';

/** What needs the storage: the gateway, and what it is administered with. */
export interface Services {
  readonly access: Access;
  readonly keys: KeyAdmin;
  readonly plans: PlanAdmin;
  readonly models: ModelCatalogue;
  readonly people: PeopleAdmin;
  readonly invitations: Invitations;
  readonly account: Account;
  readonly settings: SettingsAdmin;
  readonly audit: AuditLog;
  readonly usage: UsageReader;
  readonly gateway: Gateway;
  /** The gateway as a web-standard handler. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Writes what is left to write. */
  close(): Promise<void>;
}

export interface ServicesDeps {
  readonly config: Config;
  readonly log: Log;
  readonly guards: Guards;
  readonly upstreams: readonly UpstreamEntry[];
  readonly drain: AbortSignal;
  readonly storage: Storage;
  readonly limitStore: LimitStore;
}

/**
 * Puts the gateway and its administration onto an open storage.
 *
 * @throws ConfigError when the ledger is kept in another currency
 */
export async function createServices(deps: ServicesDeps): Promise<Services> {
  const { config, log, guards, upstreams, drain, storage, limitStore } = deps;
  const { ledger } = storage;
  const { currency, dataDir, limits, prices, timeZone } = config;
  const onlySandbox = upstreams.every(({ upstream }) => upstream.kind === 'sandbox');
  const localPlan = onlySandbox ? 'professional' : 'unlimited';
  const secret = loadSecret(config.secret, dataDir);
  const secure = config.origin?.protocol === 'https:';
  const sessions = createSessions({ database: storage.signIn, secret, secure });
  const access = createAccess({ storage, sessions, secret, localPlan, log });
  const spoolDir = join(dataDir, 'uploads');
  await sweepSpool(spoolDir);
  const stopBooks = await keepBooks({ config, log, storage, limitStore });
  const calendar = createCalendar(timeZone);
  const router = createRouter(upstreams);
  const gateway = createGateway({
    ...{ access, guards, limits, limitStore, ledger, prices, log, drain, spoolDir, timeZone },
    calendar,
    sandboxInTeam: config.sandbox,
    router,
  });
  return {
    access,
    keys: createKeyAdmin({ storage, access }),
    plans: createPlanAdmin({ storage, access }),
    models: createModelCatalogue({
      ...{ upstreams, router, prices, currency, drain },
      ...{ sandboxInTeam: config.sandbox, isTeam: access.isTeam },
      listMs: Math.min(LIST_MS, limits.firstByteMs / 2),
    }),
    people: createPeopleAdmin({ storage, access, sessions }),
    invitations: createInvitations({ storage, access, sessions }),
    account: createAccount({ storage, sessions, limits: createSignInLimits(limitStore) }),
    settings: createSettingsAdmin({ storage, isTeam: access.isTeam, environment: describeEnvironment(config) }),
    audit: storage.audit,
    usage: createUsageReader({ ledger, calendar, timeZone, currency }),
    gateway,
    fetch: toFetch(gateway),
    async close() {
      stopBooks();
      await storage.close();
      await limitStore.close();
    },
  };
}
