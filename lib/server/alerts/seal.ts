import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps what a copy of the database alone must not tell. */
export interface Seal {
  /** AES-256-GCM, under a nonce of its own: `nonce.tag.text`, each in base64url. */
  close(text: string): string;
  /** @returns undefined for what was not sealed with the same secret, or was changed since */
  open(sealed: string): string | undefined;
}

const KEY_BYTES = 32;
/** As NIST SP 800-38D has it for GCM. */
const NONCE_BYTES = 12;

/**
 * @param secret of this installation
 * @param purpose what is sealed: another purpose has another key
 */
export function createSeal(secret: string, purpose: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `ruijing ${purpose}`, KEY_BYTES));
  return {
    close(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return [nonce, cipher.getAuthTag(), hidden].map((part) => part.toString('base64url')).join('.');
    },
    open(sealed) {
      const [nonce, tag, hidden] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
      if (nonce === undefined || tag === undefined || hidden === undefined) return;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAuthTag(tag);
        return decipher.update(hidden, undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return;
      }
    },
  };
}
