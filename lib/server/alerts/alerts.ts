import type { Config } from '#lib/server/config.ts';
import { createEgress } from '#lib/server/egress.ts';
import { publicLookup } from '#lib/server/public-lookup.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { type AlertAdmin, type AlertAdminDeps, createAlertAdmin } from './rules.ts';
import { createSend } from './send.ts';
import { startWatch } from './watch.ts';
import { createWebhookSecrets } from './webhook-secrets.ts';
import { createWebhookAdmin, type WebhookAdmin } from './webhooks.ts';

/** Everything about alerts. */
export interface Alerts extends AlertAdmin {
  readonly webhooks: WebhookAdmin;
  /** Ends what goes on beside the calls. */
  stop(): Promise<void>;
}

export interface AlertsDeps extends Omit<AlertAdminDeps, 'storage' | 'currency' | 'deliverNow'> {
  readonly storage: Storage;
  readonly config: Pick<Config, 'currency' | 'timeZone' | 'origin' | 'limits' | 'webhookHosts'>;
  /** Of this installation. */
  readonly secret: string;
}

/** Begins to watch. */
export function createAlerts({ config, secret: own, ...deps }: AlertsDeps): Alerts {
  const { currency, timeZone, origin, limits, webhookHosts: hosts } = config;
  const { storage } = deps;
  const ending = new AbortController();
  const secrets = createWebhookSecrets(own);
  const sendMs = limits.webhookMs;
  const lookup = publicLookup({ trusted: hosts.map(({ hostname }) => hostname) });
  const egress = createEgress({ connectMs: Math.min(limits.connectMs, sendMs), lookup });
  const send = createSend({
    ...{ egress, secrets, hosts, sendMs, ending: ending.signal },
    message: { currency, timeZone, origin: origin?.origin },
  });
  const watch = startWatch({
    ...{ ...deps, ending, send, sendMs },
    everyMs: limits.alertEveryMs,
    calmMs: limits.alertCalmMs,
    retryMs: limits.webhookRetryMs,
  });
  return {
    ...createAlertAdmin({ ...deps, currency, deliverNow: watch.deliverNow }),
    webhooks: createWebhookAdmin({ storage, secrets, hosts, send }),
    async stop() {
      await watch.stop();
      await egress.close();
    },
  };
}
