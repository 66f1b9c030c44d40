import * as z from 'zod/mini';
import { parseJson } from '#lib/std/parse-json.ts';
import { createSeal } from './seal.ts';

/** What of a webhook is not for anybody to read: robots have their key in the address. */
const openedSchema = z.object({ address: z.string(), secret: z.nullable(z.string()) });
export type OpenedWebhook = z.infer<typeof openedSchema>;

export interface WebhookSecrets {
  close(opened: OpenedWebhook): string;
  /** @returns undefined for what was sealed with another secret of the installation */
  open(sealed: string): OpenedWebhook | undefined;
}

/** @param secret of this installation */
export function createWebhookSecrets(secret: string): WebhookSecrets {
  const seal = createSeal(secret, 'webhooks');
  return {
    close: (opened) => seal.close(JSON.stringify(opened)),
    open(sealed) {
      const text = seal.open(sealed);
      return text === undefined ? undefined : openedSchema.parse(parseJson(text));
    },
  };
}

const LAST_SHOWN = 4;

/** An address by which a person knows it again, and nobody can send to it. */
export function showAddress(address: string): string {
  const { origin, pathname, search } = new URL(address);
  const rest = pathname + search;
  return rest.length <= LAST_SHOWN + 1 ? origin + (rest === '/' ? '/' : '/…') : `${origin}/…${rest.slice(-LAST_SHOWN)}`;
}
