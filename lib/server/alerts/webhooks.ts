import { randomBytes } from 'node:crypto';
import type * as z from 'zod/mini';
import type {
  Webhook,
  WebhookSaved,
  WebhookTest,
  webhookCreateSchema,
  webhookPatchSchema,
} from '#lib/contract/alerts.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { changesOf, entriesAbout } from '#lib/domain/audit/entry.ts';
import type { Actor } from '#lib/domain/people/actor.ts';
import type { StoredWebhook } from '#lib/server/storage/alerts.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { newSigningSecret } from './forms.ts';
import type { Send } from './send.ts';
import { refusalOfWebhook, type WebhookHost } from './webhook-hosts.ts';
import { showAddress, type WebhookSecrets } from './webhook-secrets.ts';

/** Whom alerts are told to. */
export interface WebhookAdmin {
  list(): Promise<Webhook[]>;
  /** A secret that the console made is in this answer and nowhere else. @throws ApiError 400 for an address that is not sent to */
  create(wish: z.output<typeof webhookCreateSchema>, by: Actor): Promise<WebhookSaved>;
  /** @throws ApiError 400, 404 */
  update(id: string, wish: z.output<typeof webhookPatchSchema>, by: Actor): Promise<WebhookSaved>;
  /** @throws ApiError 404 */
  remove(id: string, by: Actor): Promise<void>;
  /** Sends a message that is no alert, also to one that is switched off. @throws ApiError 404 */
  test(id: string): Promise<WebhookTest>;
}

export interface WebhookAdminDeps {
  readonly storage: Pick<Storage, 'alerts' | 'act'>;
  readonly secrets: WebhookSecrets;
  readonly hosts: readonly WebhookHost[];
  readonly send: Send;
}

/** Each is told of every alert. */
const MAX_WEBHOOKS = 50;
const ID_BYTES = 9;

export function createWebhookAdmin({ storage, secrets, hosts, send }: WebhookAdminDeps): WebhookAdmin {
  const checked = (address: string): string => {
    const refusal = refusalOfWebhook(address, hosts);
    if (refusal === undefined) return address;
    throw new ApiError('url_not_allowed', `'address': ${refusal}.`, { param: 'address' });
  };
  return {
    list: async () => (await storage.alerts.webhooks()).map(toWebhook),
    async create({ name, form, language, enabled, address, secret: given = null }, by) {
      checkSecret(form, given);
      const made = form === 'json' ? newSigningSecret() : null;
      const secret = made ?? given;
      const webhook: StoredWebhook = {
        ...{ id: randomBytes(ID_BYTES).toString('base64url'), name, form, language, enabled },
        addressShown: showAddress(checked(address)),
        sealed: secrets.close({ address, secret }),
        signed: secret !== null,
        createdAtMs: Date.now(),
      };
      await storage.act(by, async ({ alerts }) => {
        if ((await alerts.webhooks()).length >= MAX_WEBHOOKS) {
          throw new ApiError('conflict', `There are ${MAX_WEBHOOKS} webhooks already.`);
        }
        await alerts.insertWebhook(webhook);
        const details = detailsOf(webhook);
        return { result: undefined, entries: [entry('webhook.created', { target: webhook, by, details })] };
      });
      return { ...toWebhook(webhook), secret: made };
    },
    async update(id, wish, by) {
      return await storage.act(by, async ({ alerts }) => {
        const before = find(await alerts.webhooks(), id);
        checkSecret(before.form, wish.secret ?? null);
        const { name = before.name, language = before.language, enabled = before.enabled } = wish;
        const { made, ...sealed } = newSecrets(before, wish);
        const after: StoredWebhook = { ...before, name, language, enabled, ...sealed };
        const details = {
          ...changesOf(detailsOf(before), detailsOf(after), DETAILS),
          ...(after.sealed !== before.sealed && after.addressShown === before.addressShown
            ? { secret: 'changed' }
            : {}),
        };
        if (Object.keys(details).length === 0) return { result: { ...toWebhook(before), secret: null }, entries: [] };
        await alerts.replaceWebhook(after);
        const entries = [entry('webhook.changed', { target: after, by, details })];
        return { result: { ...toWebhook(after), secret: made }, entries };
      });
    },
    async remove(id, by) {
      await storage.act(by, async ({ alerts }) => {
        const webhook = find(await alerts.webhooks(), id);
        await alerts.removeWebhook(id);
        return { result: undefined, entries: [entry('webhook.deleted', { target: webhook, by, details: {} })] };
      });
    },
    async test(id) {
      const webhook = find(await storage.alerts.webhooks(), id);
      const atMs = Date.now();
      const messageId = `msg_test_${randomBytes(ID_BYTES).toString('hex')}`;
      const { failure, status, answer } = await send(webhook, { kind: 'test', atMs }, messageId);
      return { delivered: failure === null, status, failure, answer, durationMs: Date.now() - atMs };
    },
  };

  /**
   * What a change makes of the address and the secret. Another address gets no messages under the secret of the one
   * before (T-KEY-03): the console makes a new one, or whoever changes it gives one or says that there is none.
   */
  function newSecrets(before: StoredWebhook, { address, secret }: z.output<typeof webhookPatchSchema>) {
    const { addressShown, sealed, signed } = before;
    if (address === undefined && secret === undefined) return { addressShown, sealed, signed, made: null };
    const known = secrets.open(sealed)?.address;
    const to = address === undefined ? known : checked(address);
    if (to === undefined) throw missing('address', 'must be given again: what was saved cannot be read any more');
    const made = before.form === 'json' ? newSigningSecret() : null;
    if (made === null && secret === undefined && signed) {
      throw missing('secret', 'must be given with another address, or be null');
    }
    const now = made ?? secret ?? null;
    return {
      addressShown: showAddress(to),
      sealed: secrets.close({ address: to, secret: now }),
      signed: now !== null,
      made,
    };
  }
}

const missing = (param: string, message: string) =>
  new ApiError('invalid_parameter', `'${param}': ${message}.`, { param });

/** @throws ApiError 400 for a secret where none is used, or the console makes it */
function checkSecret(form: StoredWebhook['form'], secret: string | null): void {
  if (secret === null || form === 'feishu' || form === 'dingtalk') return;
  throw missing('secret', form === 'json' ? 'is made by the console' : 'is not used by this form');
}

function find(webhooks: readonly StoredWebhook[], id: string): StoredWebhook {
  const webhook = webhooks.find((one) => one.id === id);
  if (webhook === undefined) throw new ApiError('not_found', 'There is no such webhook.');
  return webhook;
}

const toWebhook = ({ addressShown, createdAtMs, sealed: _, ...webhook }: StoredWebhook): Webhook => ({
  ...webhook,
  address: addressShown,
  createdAt: new Date(createdAtMs).toISOString(),
});

const DETAILS = ['name', 'form', 'language', 'enabled', 'address', 'signed'] as const;
const detailsOf = ({ name, form, language, enabled, addressShown, signed }: StoredWebhook) => ({
  ...{ name, form, language, enabled, address: addressShown, signed },
});

const entry = entriesAbout('webhook', Date.now);
