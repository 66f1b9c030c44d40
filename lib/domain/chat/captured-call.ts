import type { LoggedCall } from '#lib/contract/call-log.ts';
import { type ConversationCreate, conversationCreateSchema, type Picture } from '#lib/contract/conversations.ts';
import { MAX_PICTURES } from '#lib/contract/picture-limits.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { AnswerReader } from './answer-reader.ts';
import { ImportFault } from './import-fault.ts';
import { fromOpenAiMessages } from './import-messages.ts';
import { type AssistantMessage, answerOf, emptyAnswer } from './message.ts';

/** A chat call whose bodies were kept. */
export interface CapturedCall {
  readonly call: Pick<LoggedCall, 'requestId' | 'model' | 'sandbox' | 'status' | 'streamed' | 'durationMs'>;
  readonly request: string;
  /** `null`: none was kept. */
  readonly answer: string | null;
}

/**
 * What a conversation has no place for: messages of tools, tools that were offered, parameters by these names, pictures
 * at an address or of a kind that is not kept, other parts of messages such as sound, an answer that was not kept.
 */
export interface NotCarried {
  readonly toolMessages: number;
  readonly tools: boolean;
  readonly parameters: readonly string[];
  readonly pictures: number;
  readonly parts: number;
  readonly answer: boolean;
}

export interface ReopenedCall {
  readonly conversation: ConversationCreate;
  /** What their pictures show, in base64 and by their ids. */
  readonly pictures: ReadonlyMap<string, string>;
  readonly notCarried: NotCarried;
}

/** The answer of a chat call, put together of its events where it is a stream; undefined for what is none. */
export function answerInCall(id: string, { call, answer }: CapturedCall): AssistantMessage | undefined {
  if (answer === null || answer === '') return undefined;
  const { requestId, model, sandbox, status, streamed, durationMs } = call;
  const reader = new AnswerReader(emptyAnswer({ id, model, sandbox }));
  const streams = streamed && status === 200;
  const head = { status, streams, sandbox, requestId, retryAtMs: null };
  reader.push({ type: 'head', n: 1, atMs: 0, head });
  const events = streams ? answer.split(/(?<=\n\n)/) : [answer];
  for (const [index, raw] of events.entries()) {
    // The last one may be cut: it is no event then.
    if (!streams || raw.endsWith('\n\n')) reader.push({ type: 'raw', n: index + 2, atMs: 0, raw });
  }
  const { failure } = reader.answer;
  const ending = failure === undefined ? 'done' : 'failed';
  return reader.end({ id, status: ending, model, createdAtMs: 0, durationMs, bill: null });
}

/** Beside the messages what a conversation's settings keep, and what goes without saying. */
const CARRIED = new Set([
  ...[
    'model',
    'messages',
    'temperature',
    'top_p',
    'frequency_penalty',
    'presence_penalty',
    'max_tokens',
    'stop',
    'seed',
  ],
  ...['stream', 'stream_options', 'tools', 'functions', 'tool_choice', 'function_call'],
]);

/**
 * A chat call as a conversation: its messages by role, its model and its parameters, its pictures, and its answer.
 *
 * @throws ImportFault for what is no chat request, or not all of one
 */
export function reopenCall(captured: CapturedCall, newId: () => string): ReopenedCall {
  const body = parseJson(captured.request);
  if (!isRecord(body) || !Array.isArray(body.messages)) {
    throw new ImportFault('unknown', { fault: 'This is no chat request, or not the whole of one.' });
  }
  const settings = { model: captured.call.model, system: '', parameters: {} };
  const { conversation, leftOut } = fromOpenAiMessages(body, { newId, settings });
  const shown = withPictures(body.messages, conversation, newId);
  const message = answerInCall(newId(), captured);
  const whole = message === undefined ? shown.conversation : withAnswer(shown.conversation, message);
  const { error } = conversationCreateSchema.safeParse(whole);
  const [issue] = error?.issues ?? [];
  if (issue !== undefined) throw new ImportFault('field', { path: issue.path.join('.'), fault: issue.message });
  const parameters = Object.keys(body).filter((name) => !CARRIED.has(name) && body[name] !== null);
  const tools = [body.tools, body.functions].some((list) => Array.isArray(list) && list.length > 0);
  return {
    conversation: whole,
    pictures: shown.pictures,
    notCarried: {
      ...{ toolMessages: leftOut, tools, parameters, answer: message === undefined },
      ...{ pictures: shown.lostPictures, parts: shown.lostParts },
    },
  };
}

function withAnswer(conversation: ConversationCreate, message: AssistantMessage): ConversationCreate {
  const { id, text } = message;
  const parentId = conversation.headId ?? null;
  const answer = { id, parentId, role: 'assistant' as const, text, answer: answerOf(message) };
  return { ...conversation, messages: [...(conversation.messages ?? []), answer], headId: id };
}

interface Shown {
  readonly conversation: ConversationCreate;
  readonly pictures: ReadonlyMap<string, string>;
  readonly lostPictures: number;
  readonly lostParts: number;
}

/** Puts the pictures that stand in a request into the messages that it became. */
function withPictures(given: readonly unknown[], conversation: ConversationCreate, newId: () => string): Shown {
  const pictures = new Map<string, string>();
  let lostPictures = 0;
  let lostParts = 0;
  // What the import leaves out, and a first message that became a setting, have no message of their own.
  const sources = given.filter((one) => isRecord(one) && one.role !== 'tool' && one.role !== 'function');
  const messages = conversation.messages ?? [];
  const skipped = sources.length - messages.length;
  const shown = messages.map((message, index) => {
    const source = sources[index + skipped];
    const parts = isRecord(source) && Array.isArray(source.content) ? source.content.filter(isRecord) : [];
    const own: Picture[] = [];
    for (const part of parts) {
      if (part.type === 'text') continue;
      if (part.type !== 'image_url') {
        lostParts++;
        continue;
      }
      const found = message.role === 'user' && own.length < MAX_PICTURES ? pictureIn(part, newId()) : undefined;
      if (found === undefined) lostPictures++;
      else {
        own.push(found.picture);
        pictures.set(found.picture.id, found.base64);
      }
    }
    if (own.length === 0) return message;
    const text = parts.flatMap(({ type, text: words }) =>
      type === 'text' && typeof words === 'string' ? [words] : [],
    );
    return { ...message, text: text.join('\n\n'), pictures: own };
  });
  return { conversation: { ...conversation, messages: shown }, pictures, lostPictures, lostParts };
}

const DATA_ADDRESS = /^data:(image\/(?:png|jpeg|webp|gif));base64,([A-Za-z0-9+/=]+)$/;

function pictureIn({ image_url }: Record<string, unknown>, id: string) {
  const url = isRecord(image_url) ? image_url.url : image_url;
  const [, type, base64] = DATA_ADDRESS.exec(typeof url === 'string' ? url : '') ?? [];
  const mediaType = (['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const).find((known) => known === type);
  if (mediaType === undefined || base64 === undefined) return;
  const bytes = Math.max(1, Math.floor((base64.length * 3) / 4));
  // How large it is in pixels its server measures when it is given the picture.
  const picture: Picture = { id, mediaType, widthPx: 1, heightPx: 1, bytes, name: `${id}.${mediaType.slice(6)}` };
  return { picture, base64 };
}

/** Whether all of a call is in its conversation. */
export const isWhole = ({ toolMessages, tools, parameters, pictures, parts, answer }: NotCarried): boolean =>
  toolMessages === 0 && !tools && parameters.length === 0 && pictures === 0 && parts === 0 && !answer;
