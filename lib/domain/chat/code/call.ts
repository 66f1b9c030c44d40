import type { Picture } from '#lib/contract/conversations.ts';
import type { ChatBody } from '#lib/domain/chat/request.ts';
import type { KeyUse } from '#lib/domain/code/key.ts';

/** A request to be written as code. */
export interface CodeCall extends KeyUse {
  /** With the version, without a slash at its end. */
  readonly baseUrl: string;
  readonly body: ChatBody;
  /** Those that its messages name. */
  readonly pictures: readonly Picture[];
}
