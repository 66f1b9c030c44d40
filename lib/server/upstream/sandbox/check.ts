import { type ChatMessage, type ChatRequest, chatRequestSchema } from '#lib/contract/chat.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { Model } from '#lib/contract/models.ts';
import { estimatePromptTokens } from '#lib/domain/metering/tokens.ts';
import { documentedModel } from '#lib/domain/models/documented.ts';
import { unknownForcedCall } from '#lib/domain/sandbox/tools.ts';
import { findModel } from './models.ts';

/** Fields that are no part of our contract, but change nothing for an answer of the sandbox either. */
const HARMLESS_FIELDS = ['user', 'metadata', 'parallel_tool_calls'];
const KNOWN_FIELDS = new Set([...Object.keys(chatRequestSchema.shape), ...HARMLESS_FIELDS]);
const KNOWN_STREAM_OPTIONS = new Set(['include_usage']);

export interface CheckedRequest {
  readonly promptTokens: number;
  /** How many tokens the model's context leaves for the answer. */
  readonly roomTokens: number;
}

/** @throws ApiError 400 or 404 for what the sandbox does not accept, naming the field */
export function checkRequest(request: ChatRequest): CheckedRequest {
  const model = findModel(request.model);
  if (model === undefined) {
    const message = `There is no model '${request.model}'. GET /v1/models lists those there are.`;
    throw new ApiError('model_not_found', message, { param: 'model' });
  }
  if (model.type !== 'chat') throw invalid('model', `'${model.id}' is a model of type '${model.type}', not for chat.`);
  checkFields(request);
  checkFunctions(request);
  if (pictureCount(request.messages) > 0 && documentedModel(model.id)?.takesImages !== true) {
    throw invalid('messages', `'${model.id}' does not take images.`);
  }
  return checkContext(request, model);
}

function checkFields(request: ChatRequest): void {
  for (const name of Object.keys(request)) {
    const harmless = KNOWN_FIELDS.has(name) || (name === 'store' && request.store !== true);
    if (!harmless) throw unsupported(name, 'the sandbox does not support this parameter.');
  }
  for (const name of Object.keys(request.stream_options ?? {})) {
    if (!KNOWN_STREAM_OPTIONS.has(name)) {
      throw unsupported(`stream_options.${name}`, 'the sandbox does not support this parameter.');
    }
  }
  const noProbabilities = 'the sandbox has no language model, and so no probabilities.';
  if (request.logprobs === true) throw unsupported('logprobs', noProbabilities);
  if (typeof request.top_logprobs === 'number') throw unsupported('top_logprobs', noProbabilities);
}

function checkFunctions(request: ChatRequest): void {
  const { tools, tool_choice: toolChoice, functions, function_call: functionCall } = request;
  const [hasTools, hasFunctions] = [(tools ?? []).length > 0, (functions ?? []).length > 0];
  if (hasTools && hasFunctions) throw invalid('functions', 'send either tools or functions, not both.');
  if (!hasTools && toolChoice && toolChoice !== 'none' && toolChoice !== 'auto') {
    throw invalid('tool_choice', 'there are no tools to choose from.');
  }
  if (!hasFunctions && functionCall && functionCall !== 'none' && functionCall !== 'auto') {
    throw invalid('function_call', 'there are no functions to choose from.');
  }
  const forced = unknownForcedCall(request);
  if (forced === undefined) return;
  throw invalid(hasTools ? 'tool_choice' : 'function_call', `'${forced}' is not among the functions.`);
}

function checkContext(request: ChatRequest, model: Model): CheckedRequest {
  const context = model.context_length ?? Number.POSITIVE_INFINITY;
  const definitions = [...(request.tools ?? []), ...(request.functions ?? [])];
  const promptTokens = estimatePromptTokens(request.messages, definitions);
  // Where nothing is asked for, an answer of one token has to fit; a longer one ends where the context does.
  const wanted = request.max_completion_tokens ?? request.max_tokens ?? 1;
  if (promptTokens + wanted > context) {
    throw new ApiError(
      'context_length_exceeded',
      `'${model.id}' holds ${context} tokens; the prompt takes about ${promptTokens} of them and the answer may take ${wanted}.`,
      { param: 'messages' },
    );
  }
  return { promptTokens, roomTokens: context - promptTokens };
}

/** How many pictures the messages hold. @throws ApiError 400 for content that is neither text nor picture */
function pictureCount(messages: readonly ChatMessage[]): number {
  let count = 0;
  for (const [at, { content }] of messages.entries()) {
    if (!Array.isArray(content)) continue;
    for (const [part, { type }] of content.entries()) {
      if (type === 'image_url') count += 1;
      else if (type !== 'text') {
        throw invalid(`messages.${at}.content.${part}.type`, `the sandbox does not know content of type '${type}'.`);
      }
    }
  }
  return count;
}

const unsupported = (param: string, message: string) =>
  new ApiError('unsupported_parameter', `'${param}': ${message}`, { param });

export const invalid = (param: string, message: string) =>
  new ApiError('invalid_parameter', `'${param}': ${message}`, { param });
