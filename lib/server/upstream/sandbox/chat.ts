import { type ChatMessage, type ChatRequest, imagePartSchema, type Usage } from '#lib/contract/chat.ts';
import { CHAT_PARAMETERS } from '#lib/contract/chat-parameters.ts';
import { parseImageSource } from '#lib/contract/vision.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import type { Answer, Answerer } from '#lib/domain/sandbox/answer.ts';
import { restOf, type Said, splitBegun } from '#lib/domain/sandbox/begun.ts';
import { placeholderFor } from '#lib/domain/sandbox/placeholder.ts';
import { cutText } from '#lib/domain/sandbox/reply.ts';
import { aboutResults, introduction, SAYINGS, type UnseenPicture } from '#lib/domain/sandbox/sayings.ts';
import { UnsatisfiableSchema } from '#lib/domain/sandbox/schema.ts';
import { chooseCall, type SandboxCall } from '#lib/domain/sandbox/tools.ts';
import { IMAGE_HEAD_BYTES, imageSize } from '#lib/domain/vision/image-size.ts';
import { checkRequest, invalid } from './check.ts';

/** What the sandbox answers, before it becomes bytes. */
export interface Reply {
  readonly model: string;
  readonly text: string;
  readonly call: SandboxCall | undefined;
  readonly finishReason: 'stop' | 'length' | 'tool_calls' | 'function_call';
  /** How many times the same answer is sent (`n`): nothing here is drawn by lot. */
  readonly count: number;
  readonly usage: Usage;
}

/**
 * Decides the whole answer to a request.
 *
 * @throws ApiError 400 or 404 for what this API does not accept
 */
export function replyTo(request: ChatRequest, answerer: Answerer): Reply {
  const { promptTokens, roomTokens } = checkRequest(request);
  const { max_completion_tokens, max_tokens } = request;
  const maxTokens = Math.min(roomTokens, max_completion_tokens ?? max_tokens ?? CHAT_PARAMETERS.max_tokens.default);
  const said = request.messages.map(({ role, content }) => ({ role, text: textOf(content) }));
  const call = callFor(request, said);
  const output =
    call === undefined
      ? textOutput(request, said, { answerer, maxTokens })
      : callOutput(call, { said, answerer, maxTokens });

  const count = request.n ?? CHAT_PARAMETERS.n.default;
  const called = output.call === undefined ? '' : output.call.name + output.call.arguments;
  const completionTokens = (estimateTokens(output.text) + estimateTokens(called)) * count;
  return {
    model: request.model,
    ...output,
    count,
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

type Output = Pick<Reply, 'text' | 'call' | 'finishReason'>;

interface OutputContext {
  readonly answerer: Answerer;
  readonly maxTokens: number;
}

/** The call that answers the last message; none answers a result, or goes on with a text. */
function callFor(request: ChatRequest, said: readonly Said[]): SandboxCall | undefined {
  if (said.at(-1)?.role !== 'user' || splitBegun(said).begun !== '') return undefined;
  return satisfiable(request.tools ? 'tools' : 'functions', () => chooseCall(request, said.at(-1)?.text ?? ''));
}

function callOutput(
  call: SandboxCall,
  { said, answerer, maxTokens }: OutputContext & { said: readonly Said[] },
): Output {
  const room = maxTokens - estimateTokens(call.name);
  const args = cutText(call.arguments, [], Math.max(0, room));
  if (args.finishReason === 'length')
    return { text: '', call: { ...call, arguments: args.text }, finishReason: 'length' };
  const words = SAYINGS[answerer.languageOf(said)].call(call.name);
  // The call matters more than the words about it.
  const fits = estimateTokens(words) + estimateTokens(call.arguments) <= room;
  return { text: fits ? words : '', call, finishReason: call.form === 'tool' ? 'tool_calls' : 'function_call' };
}

function textOutput(request: ChatRequest, said: readonly Said[], { answerer, maxTokens }: OutputContext): Output {
  const { asked, begun } = splitBegun(said);
  const whole = compose(request, asked, answerer);
  const text = restOf(whole, begun, SAYINGS[answerer.languageOf(asked)].complete);
  const stops = typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []);
  return { ...cutText(text, stops, maxTokens), call: undefined };
}

/** The whole text that answers, in the form that is asked for. */
function compose(request: ChatRequest, asked: readonly Said[], answerer: Answerer): string {
  const format = request.response_format;
  if (format?.type === 'json_schema') {
    const schema = format.json_schema.schema ?? {};
    return JSON.stringify(
      satisfiable('response_format.json_schema.schema', () => placeholderFor(schema)),
      null,
      2,
    );
  }
  const answer = answerInWords(request, asked, answerer);
  if (format?.type !== 'json_object') return answer.text;
  return JSON.stringify({ answer: answer.text, source: answer.href ?? null, sandbox: true }, null, 2);
}

function answerInWords({ messages }: ChatRequest, asked: readonly Said[], answerer: Answerer): Answer {
  const language = answerer.languageOf(asked);
  const resultsFrom = asked.findLastIndex(({ role }) => role !== 'tool' && role !== 'function') + 1;
  const results = asked.slice(resultsFrom).map(({ text }) => text);
  if (results.length > 0) return { text: aboutResults(language, results) };
  const answer = answerer.answer(asked);
  // Of those of earlier questions it was said then.
  const pictures = picturesOf(messages.findLast(({ role }) => role === 'user')?.content);
  if (pictures.length === 0) return answer;
  const words = SAYINGS[language];
  const told = words.pictures(pictures);
  if ((asked.findLast(({ role }) => role === 'user')?.text ?? '').trim() === '') {
    return { text: introduction(language, told) };
  }
  return { ...answer, text: `${told}${language === 'en' ? ' ' : ''}${words.onlyWords}\n\n${answer.text}` };
}

/** What can be told of pictures by their first bytes. */
function picturesOf(content: ChatMessage['content']): UnseenPicture[] {
  if (!Array.isArray(content)) return [];
  const urls = content.flatMap((part) => {
    const { data } = imagePartSchema.safeParse(part);
    return data === undefined ? [] : [data.image_url.url];
  });
  return urls.map((url) => {
    const source = parseImageSource(url);
    if (source.kind !== 'base64') return { form: undefined, size: undefined };
    const head = Buffer.from(source.base64.slice(0, Math.ceil(IMAGE_HEAD_BYTES / 3) * 4), 'base64');
    return { form: source.type.slice('image/'.length).toUpperCase(), size: imageSize(head) };
  });
}

/** @throws ApiError 400 naming `param` when the schema cannot be met */
function satisfiable<T>(param: string, make: () => T): T {
  try {
    return make();
  } catch (thrown) {
    if (!(thrown instanceof UnsatisfiableSchema)) throw thrown;
    throw invalid(param, `the sandbox finds no value that satisfies this JSON Schema: ${thrown.message}.`);
  }
}

function textOf(content: ChatMessage['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? [])
    .map((part) => (part.type === 'text' && typeof part.text === 'string' ? part.text : ''))
    .join('\n');
}
