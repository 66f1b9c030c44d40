import { isRecord } from '#lib/std/is-record.ts';
import { refusalOfAddress } from './picture-address.ts';

/** What one server or another loads, whatever the part calls itself: some take sound and film as pictures are taken. */
const LOADED = ['image_url', 'video_url', 'audio_url', 'file_url'];

export interface RefusedAddress {
  /** Within the content. */
  readonly path: readonly (string | number)[];
  /** Does not repeat the address, which may be long and hold a password. */
  readonly message: string;
}

/** The addresses in a message's content that no server may be asked to load. */
export function refusedAddresses(content: unknown): RefusedAddress[] {
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  return parts.flatMap((part, index) =>
    LOADED.flatMap((name) => {
      const named = isRecord(part) ? part[name] : undefined;
      // The string alone is how others write it.
      const address = isRecord(named) ? named.url : named;
      const message = typeof address === 'string' ? refusalOf(address) : undefined;
      return message === undefined ? [] : [{ path: isRecord(named) ? [index, name, 'url'] : [index, name], message }];
    }),
  );
}

function refusalOf(address: string): string | undefined {
  if (/^data:/i.test(address)) return undefined;
  return /^https:/i.test(address) ? refusalOfAddress(address) : 'must be an https address or a data: URL';
}
