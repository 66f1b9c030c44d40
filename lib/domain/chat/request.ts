import type { Message, UserMessage } from './message.ts';

/**
 * Only what a person touched is here, and only that is sent: newer servers refuse parameters they do not know, and a
 * default of ours would hide theirs.
 */
export interface ChatParameters {
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly frequency_penalty?: number | undefined;
  readonly presence_penalty?: number | undefined;
  readonly max_tokens?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly seed?: number | undefined;
}

export interface ChatSettings {
  readonly model: string;
  readonly system: string;
  readonly parameters: ChatParameters;
}

/** Before a picture's id, in the place of its address. */
export const PICTURE_SCHEME = 'picture:';

/** What follows a cut answer when a person asks to continue. No server-specific prefill: every chat API takes a turn. */
export const CONTINUE_INSTRUCTION = {
  zh: '请从刚才停下的地方接着写，不要重复已经写过的内容。',
  en: 'Continue exactly where you stopped, without repeating what you have written.',
} as const;

type RequestPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

export interface RequestMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string | readonly RequestPart[];
}

/** The body of a request: these, and the parameters that somebody touched. */
export interface ChatBody extends Readonly<Record<string, unknown>> {
  readonly model: string;
  readonly messages: readonly RequestMessage[];
  readonly stream: true;
}

/** The messages of a request for this conversation; empty answers are left out. */
export function toRequestMessages({ system }: ChatSettings, messages: readonly Message[]): RequestMessage[] {
  const sent: RequestMessage[] = [];
  if (system.trim() !== '') sent.push({ role: 'system', content: system });
  for (const message of messages) {
    if (message.role === 'user') sent.push({ role: 'user', content: contentOf(message) });
    else if (message.text !== '') sent.push({ role: message.role, content: message.text });
  }
  return sent;
}

/** Pictures go by their names here: the server puts in what they show. */
function contentOf({ text, pictures = [] }: UserMessage): RequestMessage['content'] {
  if (pictures.length === 0) return text;
  return [
    ...(text === '' ? [] : [{ type: 'text', text } as const]),
    ...pictures.map(({ id }) => ({ type: 'image_url', image_url: { url: `${PICTURE_SCHEME}${id}` } }) as const),
  ];
}

function toBody({ model, parameters }: ChatSettings, messages: readonly RequestMessage[]): ChatBody {
  const { stop, ...numbers } = parameters;
  return {
    model,
    messages,
    ...numbers,
    ...(stop !== undefined && stop.length > 0 ? { stop } : {}),
    stream: true,
    stream_options: { include_usage: true },
  };
}

/** The body of `POST /v1/chat/completions` for this conversation; empty answers are left out. */
export function toChatRequest(settings: ChatSettings, messages: readonly Message[]): ChatBody {
  return toBody(settings, toRequestMessages(settings, messages));
}

/** The body that asks for the rest of the last answer. */
export function toContinueRequest(settings: ChatSettings, messages: readonly Message[], instruction: string): ChatBody {
  return toBody(settings, [...toRequestMessages(settings, messages), { role: 'user', content: instruction }]);
}
