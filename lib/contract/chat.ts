import * as z from 'zod/mini';
import { CHAT_PARAMETERS } from './chat-parameters.ts';
import { refusedAddresses } from './content-addresses.ts';

/** `POST /v1/chat/completions`: the request, the whole answer and the events of a stream. */

const text = z.string();
/** OpenAI's clients send `null` where they mean "not set". */
const orNull = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));
const between = (min: number, max: number) => z.number().check(z.gte(min), z.lte(max));
const count = z.int().check(z.gte(1));

export const textPartSchema = z.looseObject({ type: z.literal('text'), text });
export const imagePartSchema = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.looseObject({ url: text, detail: z.optional(text) }),
});
/** Kinds of content that this project does not know yet pass through to a remote upstream; the sandbox refuses them. */
export const otherPartSchema = z.looseObject({
  type: z.string().check(z.refine((type) => type !== 'text' && type !== 'image_url', 'has missing or wrong fields')),
});
export const contentPartSchema = z.union([textPartSchema, imagePartSchema, otherPartSchema]);
const contentSchema = z.union([text, z.array(contentPartSchema)]);

export const toolCallSchema = z.looseObject({
  id: text,
  type: z.literal('function'),
  function: z.looseObject({ name: text, arguments: text }),
});
export const functionCallSchema = z.looseObject({ name: text, arguments: text });

export const messageSchema = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('system'), content: contentSchema }),
  z.looseObject({ role: z.literal('developer'), content: contentSchema }),
  z.looseObject({ role: z.literal('user'), content: contentSchema }),
  z.looseObject({
    role: z.literal('assistant'),
    content: orNull(contentSchema),
    tool_calls: orNull(z.array(toolCallSchema)),
    function_call: orNull(functionCallSchema),
  }),
  z.looseObject({ role: z.literal('tool'), content: contentSchema, tool_call_id: text }),
  z.looseObject({ role: z.literal('function'), content: z.nullable(contentSchema), name: text }),
]);

export type ChatMessage = z.infer<typeof messageSchema>;

/** Addresses are checked over all messages: an issue inside a union of contents would lose its code. */
const messagesSchema = z.array(messageSchema).check(z.minLength(1), (context) => {
  for (const [index, { content }] of context.value.entries()) {
    for (const { path, message } of refusedAddresses(content)) {
      const params = { code: 'url_not_allowed' };
      context.issues.push({ code: 'custom', input: '', path: [index, 'content', ...path], message, params });
    }
  }
});

const functionName = z.string().check(z.regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -'));
export const functionSchema = z.looseObject({
  name: functionName,
  description: orNull(text),
  /** A JSON Schema of the arguments. */
  parameters: orNull(z.record(text, z.unknown())),
});
export type FunctionDefinition = z.infer<typeof functionSchema>;

export const toolSchema = z.looseObject({ type: z.literal('function'), function: functionSchema });

const P = CHAT_PARAMETERS;
const MAX_STOP_SEQUENCES = 4;

export const responseFormatSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({ name: text, schema: z.optional(z.record(text, z.unknown())) }),
  }),
]);

/** Fields this project knows are checked; unknown ones stay (a remote upstream may know them). */
export const chatRequestSchema = z.looseObject({
  model: z.string().check(z.minLength(1), z.maxLength(256)),
  messages: messagesSchema,
  temperature: orNull(between(P.temperature.min, P.temperature.max)),
  top_p: orNull(between(P.top_p.min, P.top_p.max)),
  frequency_penalty: orNull(between(P.frequency_penalty.min, P.frequency_penalty.max)),
  presence_penalty: orNull(between(P.presence_penalty.min, P.presence_penalty.max)),
  max_tokens: orNull(count),
  max_completion_tokens: orNull(count),
  n: orNull(z.int().check(z.gte(P.n.min), z.lte(P.n.max))),
  stream: orNull(z.boolean()),
  stream_options: orNull(z.looseObject({ include_usage: orNull(z.boolean()) })),
  stop: orNull(
    z.union([
      z.string().check(z.minLength(1)),
      z.array(z.string().check(z.minLength(1))).check(z.maxLength(MAX_STOP_SEQUENCES)),
    ]),
  ),
  seed: orNull(z.int()),
  functions: orNull(z.array(functionSchema).check(z.maxLength(128))),
  function_call: orNull(z.union([z.enum(['none', 'auto']), z.looseObject({ name: text })])),
  tools: orNull(z.array(toolSchema).check(z.maxLength(128))),
  tool_choice: orNull(
    z.union([
      z.enum(['none', 'auto', 'required']),
      z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: text }) }),
    ]),
  ),
  response_format: orNull(responseFormatSchema),
  logprobs: orNull(z.boolean()),
  top_logprobs: orNull(z.int().check(z.gte(0), z.lte(20))),
});

export type ChatRequest = z.infer<typeof chatRequestSchema>;

const tokenCount = z.int().check(z.gte(0));

export const usageSchema = z.looseObject({
  prompt_tokens: tokenCount,
  completion_tokens: tokenCount,
  total_tokens: tokenCount,
  /** Ours: the upstream reported no usage, so these figures are the gateway's estimate. */
  estimated: z.optional(z.literal(true)),
});
export type Usage = z.infer<typeof usageSchema>;

/** What servers call the thinking that comes before an answer: DeepSeek and vLLM, and OpenRouter and Ollama. */
const reasoningFields = { reasoning_content: orNull(text), reasoning: orNull(text) };

export const chatCompletionSchema = z.looseObject({
  id: text,
  object: z.optional(text),
  created: z.optional(z.number()),
  model: text,
  system_fingerprint: orNull(text),
  choices: z.array(
    z.looseObject({
      index: z.optional(z.int()),
      message: z.looseObject({
        role: z.optional(text),
        content: orNull(text),
        tool_calls: orNull(z.array(toolCallSchema)),
        function_call: orNull(functionCallSchema),
        ...reasoningFields,
      }),
      finish_reason: orNull(text),
    }),
  ),
  usage: z.catch(orNull(usageSchema), undefined),
});
export type ChatCompletion = z.infer<typeof chatCompletionSchema>;

export const chatChunkSchema = z.looseObject({
  id: z.optional(text),
  object: z.optional(text),
  created: z.optional(z.number()),
  model: z.optional(text),
  choices: z.array(
    z.looseObject({
      index: z.optional(z.int()),
      delta: z.optional(
        z.looseObject({
          role: orNull(text),
          content: orNull(text),
          tool_calls: orNull(
            z.array(
              z.looseObject({
                index: z.optional(z.int()),
                id: orNull(text),
                type: orNull(text),
                function: z.optional(z.looseObject({ name: orNull(text), arguments: orNull(text) })),
              }),
            ),
          ),
          function_call: orNull(z.looseObject({ name: orNull(text), arguments: orNull(text) })),
          ...reasoningFields,
        }),
      ),
      finish_reason: orNull(text),
    }),
  ),
  usage: z.catch(orNull(usageSchema), undefined),
});
export type ChatChunk = z.infer<typeof chatChunkSchema>;

/** Ends every whole stream. */
export const STREAM_DONE = '[DONE]';

/** An error as it arrives from any server: ours fills every field, others leave some out. */
export const wireErrorSchema = z.looseObject({
  error: z.looseObject({
    message: z.catch(text, ''),
    type: z.catch(orNull(text), undefined),
    code: z.catch(orNull(z.union([text, z.pipe(z.number(), z.transform(String))])), undefined),
    param: z.catch(orNull(text), undefined),
  }),
});
