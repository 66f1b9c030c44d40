import { join } from 'node:path';
import { createCalendar } from '#lib/domain/limits/window.ts';
import { type Access, createAccess } from './access.ts';
import { type Account, createAccount } from './account.ts';
import { type Alerts, createAlerts } from './alerts/alerts.ts';
import { createSessions } from './auth/sessions.ts';
import { createSignInLimits } from './auth/sign-in-limits.ts';
import { keepBooks } from './bookkeeping.ts';
import { createModelCatalogue, type ModelCatalogue } from './catalogue.ts';
import type { Config } from './config.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { describeEnvironment } from './environment.ts';
import { Captures } from './gateway/capture.ts';
import type { Gateway } from './gateway/exchange.ts';
import { createGateway } from './gateway/gateway.ts';
import type { Guards } from './gateway/guards.ts';
import { toFetch } from './gateway/mount-fetch.ts';
import { sweepSpool } from './gateway/upload.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createKeyUse, type KeyUse } from './key-use.ts';
import { createKeyAdmin, type KeyAdmin } from './keys.ts';
import { createLimitWatch, type LimitWatch } from './limits/limit-watch.ts';
import type { Log } from './log.ts';
import { createPeopleAdmin, type PeopleAdmin } from './people.ts';
import { createPictures, type Pictures } from './pictures.ts';
import { createPlanAdmin, type PlanAdmin } from './plans.ts';
import { createQuotaReader, type QuotaReader } from './quota.ts';
import { createRuns, type Runs } from './runs/runs.ts';
import { createSearchLimits, type SearchLimits } from './search-limits.ts';
import { loadSecret } from './secret.ts';
import { createSettingsAdmin, type SettingsAdmin } from './settings.ts';
import type { AuditLog } from './storage/audit-log.ts';
import type { LimitStore } from './storage/limit-store.ts';
import type { Storage } from './storage/storage.ts';
import { LIST_MS } from './upstream/listing.ts';
import { createRouter, type UpstreamEntry } from './upstream/router.ts';
import { type CallDetails, createCallDetails } from './usage/call-details.ts';
import type { CallFeed } from './usage/call-feed.ts';
import { type CallLogs, createCallLogs } from './usage/call-log.ts';
import { type CallTails, createCallTails } from './usage/call-tail.ts';
import { createUsageReports, type UsageReports } from './usage/report.ts';
import { createSampleMaker, type SampleMaker } from './usage/sample.ts';
import { createUsageReader, type UsageReader } from './usage/totals.ts';

/** What needs the storage: the gateway, and what it is administered with. */
export interface Services {
  readonly access: Access;
  readonly keys: KeyAdmin;
  readonly keyUse: KeyUse;
  readonly plans: PlanAdmin;
  readonly people: PeopleAdmin;
  readonly invitations: Invitations;
  readonly account: Account;
  readonly conversations: Conversations;
  readonly pictures: Pictures;
  readonly alerts: Alerts;
  readonly audit: AuditLog;
  readonly models: ModelCatalogue;
  readonly runs: Runs;
  readonly settings: SettingsAdmin;
  readonly usage: UsageReader;
  readonly usageReports: UsageReports;
  readonly searchLimits: SearchLimits;
  readonly callLogs: CallLogs;
  readonly callDetails: CallDetails;
  readonly callTails: CallTails;
  readonly sampleMaker: SampleMaker;
  readonly quota: QuotaReader;
  readonly limitWatch: LimitWatch;
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
  readonly feed: CallFeed;
}

/**
 * Puts the gateway and its administration onto an open storage.
 *
 * @throws ConfigError when the ledger is kept in another currency
 */
export async function createServices(deps: ServicesDeps): Promise<Services> {
  const { config, log, guards, upstreams, drain, storage, limitStore, feed } = deps;
  const { ledger } = storage;
  const { currency, dataDir, limits, prices, timeZone } = config;
  const { rowDays, bodyDays } = config.retention;
  const onlySandbox = upstreams.every(isSandbox);
  const localPlan = onlySandbox ? 'professional' : 'unlimited';
  const secret = loadSecret(config.secret, dataDir);
  const secure = config.origin?.protocol === 'https:';
  const sessions = createSessions({ database: storage.signIn, secret, secure });
  const access = createAccess({ storage, sessions, secret, localPlan, log });
  const signInLimits = createSignInLimits(limitStore);
  const spoolDir = join(dataDir, 'uploads');
  await sweepSpool(spoolDir);
  const calendar = createCalendar(timeZone);
  const router = createRouter(upstreams);
  /** Those that answer now: a team is not answered by the sandbox unless it asks for it. */
  const serving = async () =>
    config.sandbox || !(await access.isTeam()) ? upstreams : upstreams.filter((entry) => !isSandbox(entry));
  const canSample = async () => (await serving()).some((entry) => isSandbox(entry) && entry.kinds.includes('chat'));
  const captures = new Captures({ store: storage.payloads, bodyDays, log });
  const gateway = createGateway({
    ...{ access, guards, captures, limits, limitStore, ledger, feed, prices, log, drain, spoolDir, timeZone },
    calendar,
    sandboxInTeam: config.sandbox,
    router,
  });
  const keys = createKeyAdmin({ storage, access });
  const searchLimits = createSearchLimits(limitStore);
  const { runs: store, conversations, pictures } = storage;
  const runs = createRuns({ store, conversations, pictures, gateway, log });
  const alerts = createAlerts({ config, log, storage, access, limitStore, calendar, onlySandbox, secret });
  const close = async () => {
    await alerts.stop();
    await runs.close();
    await captures.flush();
    stopBooks();
    await storage.close();
    await limitStore.close();
    await feed.close();
  };
  let closing: Promise<void> | undefined;
  const stopBooks = await keepBooks({ config, log, storage, limitStore, feed, runs, upstreams });
  return {
    access,
    keys,
    keyUse: createKeyUse({ keys, storage, calendar, timeZone, currency }),
    plans: createPlanAdmin({ storage, access }),
    people: createPeopleAdmin({ storage, access, sessions }),
    invitations: createInvitations({ storage, access, sessions, limits: signInLimits }),
    account: createAccount({ storage, sessions, limits: signInLimits }),
    conversations: createConversations({ storage, access }),
    pictures: createPictures({ storage }),
    alerts,
    audit: storage.audit,
    models: createModelCatalogue({
      ...{ upstreams: serving, router, prices, currency, drain },
      listMs: Math.min(LIST_MS, limits.firstByteMs / 2),
    }),
    runs,
    settings: createSettingsAdmin({
      storage,
      isTeam: access.isTeam,
      environment: async () => describeEnvironment(config, (await serving()).some(isSandbox)),
    }),
    usage: createUsageReader({ ledger, calendar, timeZone, currency }),
    usageReports: createUsageReports({ storage, calendar, timeZone, currency, onlySandbox, rowDays, canSample }),
    searchLimits,
    callLogs: createCallLogs({ storage, searchLimits, currency }),
    callDetails: createCallDetails({ storage, keys, currency }),
    callTails: createCallTails({ feed, storage, currency, drain, stallMs: limits.clientStallMs }),
    sampleMaker: createSampleMaker({ gateway, canSample, drain }),
    quota: createQuotaReader({ access, limitStore, calendar, timeZone, currency }),
    limitWatch: createLimitWatch({
      ...{ storage, access, calendar, limitStore, upstreams: serving, timeZone, currency, log, drain },
      history: storage.limitHistory,
    }),
    gateway,
    fetch: toFetch(gateway),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

const isSandbox = ({ upstream }: UpstreamEntry): boolean => upstream.kind === 'sandbox';
