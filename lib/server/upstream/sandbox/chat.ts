import { type ChatMessage, type ChatRequest, chatRequestSchema, type Usage } from '#lib/contract/chat.ts';
import { CHAT_PARAMETERS } from '#lib/contract/chat-parameters.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { estimatePromptTokens, estimateTokens } from '#lib/domain/metering/tokens.ts';
import type { Answerer } from '#lib/domain/sandbox/answer.ts';
import { placeholderFor } from '#lib/domain/sandbox/placeholder.ts';
import { cutText } from '#lib/domain/sandbox/reply.ts';
import { chooseCall, type SandboxCall, unknownForcedCall } from '#lib/domain/sandbox/tools.ts';
import { findModel } from './models.ts';

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

/** Fields that are no part of our contract, but change nothing for an answer either. */
const HARMLESS_FIELDS = ['user'];
const KNOWN_FIELDS = new Set([...Object.keys(chatRequestSchema.shape), ...HARMLESS_FIELDS]);

/** The models that the vendor says take pictures. */
const SEEING_MODELS = new Set(['ruijing-gpt-2.0']);

/**
 * Decides the whole answer to a request.
 *
 * @throws ApiError 400 or 404 for what this API does not accept
 */
export function replyTo(request: ChatRequest, answerer: Answerer): Reply {
  check(request);
  const { text: full, call } = compose(request, answerer);
  const maxTokens = wantedTokens(request);
  const stops = typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []);
  const { text, finishReason } = cutText(full, stops, maxTokens);
  const ended = finishReason === 'length' || call === undefined;
  const count = request.n ?? CHAT_PARAMETERS.n.default;
  const completionTokens =
    Math.ceil(estimateTokens(text) + (ended ? 0 : estimateTokens(call.name + call.arguments))) * count;
  const promptTokens = Math.ceil(estimatePromptTokens(request.messages));
  return {
    model: request.model,
    text,
    call: ended ? undefined : call,
    finishReason: ended ? finishReason : call.form === 'tool' ? 'tool_calls' : 'function_call',
    count,
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

const wantedTokens = ({ max_tokens, max_completion_tokens }: ChatRequest): number =>
  max_completion_tokens ?? max_tokens ?? CHAT_PARAMETERS.max_tokens.default;

function check(request: ChatRequest): void {
  for (const name of Object.keys(request)) {
    if (!KNOWN_FIELDS.has(name)) throw unsupported(name, 'The sandbox does not know this parameter.');
  }
  if (request.logprobs === true)
    throw unsupported('logprobs', 'The sandbox has no language model, so no probabilities.');
  if (request.top_logprobs)
    throw unsupported('top_logprobs', 'The sandbox has no language model, so no probabilities.');

  const model = findModel(request.model);
  if (model === undefined) {
    throw new ApiError(
      'model_not_found',
      `There is no model '${request.model}'. GET /v1/models lists those there are.`,
      { param: 'model' },
    );
  }
  if (model.type !== 'chat') throw invalid('model', `'${model.id}' is no chat model.`);
  if (pictureCount(request.messages) > 0 && !SEEING_MODELS.has(model.id))
    throw invalid('messages', `'${model.id}' does not take images.`);
  const forced = unknownForcedCall(request);
  if (forced !== undefined)
    throw invalid(request.tools ? 'tool_choice' : 'function_call', `'${forced}' is not among the functions.`);

  const context = model.context_length ?? Number.POSITIVE_INFINITY;
  const needed = estimatePromptTokens(request.messages) + (request.max_completion_tokens ?? request.max_tokens ?? 1);
  if (needed > context) {
    throw new ApiError(
      'context_length_exceeded',
      `'${model.id}' holds ${context} tokens; prompt and max_tokens together are about ${Math.ceil(needed)}.`,
      {
        param: 'messages',
      },
    );
  }
}

const unsupported = (param: string, message: string) =>
  new ApiError('unsupported_parameter', `'${param}': ${message}`, { param });
const invalid = (param: string, message: string) =>
  new ApiError('invalid_parameter', `'${param}': ${message}`, { param });

interface Composed {
  readonly text: string;
  readonly call?: SandboxCall;
}

function compose(request: ChatRequest, answerer: Answerer): Composed {
  const { messages, response_format: format } = request;
  const words = messages.map(({ role, content }) => ({ role, text: textOf(content) }));
  const chinese = answerer.languageOf(words) === 'zh';
  const last = messages.at(-1);

  if (last?.role === 'tool' || last?.role === 'function') return { text: aboutResult(textOf(last.content), chinese) };
  const call = chooseCall(request, words.findLast(({ role }) => role === 'user')?.text ?? '');
  if (call !== undefined) return { text: aboutCall(call, chinese), call };
  if (format?.type === 'json_schema')
    return { text: JSON.stringify(placeholderFor(format.json_schema.schema ?? {}), null, 2) };

  const answer = answerer.answer(words);
  if (format?.type === 'json_object') {
    return { text: JSON.stringify({ answer: answer.text, source: answer.href ?? null, sandbox: true }, null, 2) };
  }
  const pictures = pictureCount(messages);
  return { text: pictures === 0 ? answer.text : `${aboutPictures(pictures, chinese)}\n\n${answer.text}` };
}

const aboutCall = ({ name }: SandboxCall, chinese: boolean): string =>
  chinese
    ? `沙盒按描述的字面匹配选择了 \`${name}\`。它没有语言模型，参数是满足 JSON Schema 的占位值，不是从问题里读出来的。`
    : `The sandbox chose \`${name}\` because its description shares words with the question. It has no language model: the arguments are placeholders that satisfy the JSON Schema, not read from the question.`;

const aboutResult = (result: string, chinese: boolean): string => {
  const fence = '`'.repeat(Math.max(3, ...[...result.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const said = chinese
    ? '沙盒收到了工具返回的内容，但没有语言模型来解读它：'
    : 'The sandbox received the tool’s result, but has no language model to read it:';
  return `${said}\n\n${fence}\n${result}\n${fence}`;
};

const aboutPictures = (count: number, chinese: boolean): string =>
  chinese
    ? `沙盒的对话没有视觉模型，没有看这 ${count} 张图片，只回答文字部分。`
    : `The sandbox’s chat has no vision model. It has not looked at the ${count === 1 ? 'picture' : `${count} pictures`}; only the words are answered.`;

function textOf(content: ChatMessage['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? [])
    .map((part) => (part.type === 'text' && typeof part.text === 'string' ? part.text : ''))
    .join('\n');
}

function pictureCount(messages: readonly ChatMessage[]): number {
  const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const foreign = parts.find(({ type }) => type !== 'text' && type !== 'image_url');
  if (foreign !== undefined) throw invalid('messages', `The sandbox does not know content of type '${foreign.type}'.`);
  return parts.filter(({ type }) => type === 'image_url').length;
}
