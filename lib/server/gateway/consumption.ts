import type { EndpointId } from '#lib/contract/endpoints.ts';
import { type Consumption, NOTHING_USED } from '#lib/domain/usage/call.ts';
import { isRecord } from '#lib/std/is-record.ts';
import type { Job } from './intake.ts';
import { estimateMessage, isCount, readUsage } from './usage.ts';

/** What an answer says, as far as it is JSON or text. */
export interface WholeBody {
  readonly json: Readonly<Record<string, unknown>> | undefined;
  readonly text: string;
}

type Reader = (job: Job, body: WholeBody) => Consumption | Promise<Consumption>;

/** How the use of each endpoint is told from its whole answer. Complete: a new endpoint does not compile without. */
const READERS: Readonly<Record<EndpointId, Reader>> = {
  'chat.completions': (job, { json }) => chatUse(json?.usage, job.countPrompt, () => completionTokensOf(json)),
  embeddings: (job, { json }) => {
    const tokens = firstCount(json?.usage, ['prompt_tokens', 'total_tokens', 'input_tokens']);
    return tokens === undefined ? estimated({ promptTokens: job.countPrompt() }) : reported({ promptTokens: tokens });
  },
  'vision.analyze': (job, { json }) => {
    const completionTokens = firstCount(json?.usage, ['completion_tokens', 'output_tokens']) ?? 0;
    const total = firstCount(json?.usage, ['total_tokens']);
    const promptTokens = firstCount(json?.usage, ['prompt_tokens', 'input_tokens']);
    const told = promptTokens ?? (total === undefined ? undefined : Math.max(0, total - completionTokens));
    return told === undefined
      ? estimated({ promptTokens: job.countPrompt(), images: 1 })
      : reported({ promptTokens: told, completionTokens, images: 1 });
  },
  'audio.transcriptions': async (job, { json, text }) => {
    const promptTokens = firstCount(json?.usage, ['input_tokens', 'prompt_tokens']);
    const completionTokens = firstCount(json?.usage, ['output_tokens', 'completion_tokens']) ?? 0;
    const seconds = secondsOf(isRecord(json?.usage) ? json.usage.seconds : undefined) ?? secondsOf(json?.duration);
    const audioMs = seconds === undefined ? ((await job.audioMs()) ?? lastCueMs(text)) : Math.round(seconds * 1000);
    if (promptTokens !== undefined) return reported({ promptTokens, completionTokens, audioMs });
    return seconds === undefined ? estimated({ audioMs }) : reported({ audioMs });
  },
  'audio.speech': (job) => estimated({ promptTokens: job.countPrompt() }),
  'models.list': () => NOTHING_USED,
  'models.get': () => NOTHING_USED,
};

/** What a whole answer used: as the upstream says or, where it does not, as the gateway counts. */
export const consumptionOf = (job: Job, body: WholeBody): Consumption | Promise<Consumption> =>
  READERS[job.endpointId](job, body);

/** @param usage of the wire, or the gateway's estimate in its place */
export function chatUse(usage: unknown, countPrompt: () => number, countCompletion: () => number): Consumption {
  const good = readUsage(usage);
  if (good === undefined || good.estimated === true) {
    return estimated({ promptTokens: countPrompt(), completionTokens: countCompletion() });
  }
  return reported({
    promptTokens: good.prompt_tokens,
    completionTokens: good.completion_tokens,
    // OpenAI's name, then DeepSeek's.
    cachedTokens:
      detail(good.prompt_tokens_details, 'cached_tokens') ?? detail(good, 'prompt_cache_hit_tokens') ?? null,
    reasoningTokens:
      detail(good.completion_tokens_details, 'reasoning_tokens') ?? detail(good, 'reasoning_tokens') ?? null,
  });
}

/** The prompt alone, for a call that ended before an answer came although the upstream was at work. */
export const promptUse = (job: Job): Consumption =>
  estimated({ promptTokens: job.countPrompt(), images: job.endpointId === 'vision.analyze' ? 1 : 0 });

const reported = (used: Partial<Consumption>): Consumption => ({ ...NOTHING_USED, ...used, source: 'upstream' });

const estimated = ({ promptTokens = 0, completionTokens = 0, ...rest }: Partial<Consumption>): Consumption => ({
  ...NOTHING_USED,
  ...rest,
  promptTokens: Math.ceil(promptTokens),
  completionTokens: Math.ceil(completionTokens),
  source: 'estimated',
});

function completionTokensOf(json: WholeBody['json']): number {
  const choices = Array.isArray(json?.choices) ? json.choices.filter(isRecord) : [];
  const messages = choices.map(({ message }) => message).filter(isRecord);
  return messages.reduce((sum, message) => sum + estimateMessage(message), 0);
}

function detail(record: unknown, name: string): number | undefined {
  const value = isRecord(record) ? record[name] : undefined;
  return isCount(value) ? value : undefined;
}

function firstCount(record: unknown, names: readonly string[]): number | undefined {
  return names.map((name) => detail(record, name)).find((value) => value !== undefined);
}

/** A day of sound is more than any upload holds: a larger figure is a fault of the upstream. */
const MAX_SECONDS = 86_400;

const secondsOf = (value: unknown): number | undefined => {
  const seconds = typeof value === 'string' ? Number.parseFloat(value) : value;
  return typeof seconds === 'number' && seconds >= 0 && seconds <= MAX_SECONDS ? seconds : undefined;
};

const CUE_END = /-->\s*(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})/g;

/** Where the last subtitle ends; `null` for text without any. */
function lastCueMs(text: string): number | null {
  const last = [...text.matchAll(CUE_END)].at(-1);
  if (last === undefined) return null;
  const [, hours = '0', minutes = '0', seconds = '0', ms = '0'] = last;
  const endSeconds = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return endSeconds > MAX_SECONDS ? null : endSeconds * 1000 + Number(ms);
}
