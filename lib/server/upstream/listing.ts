import { ENDPOINTS, type Kind } from '#lib/contract/endpoints.ts';
import { ApiError, toApiError } from '#lib/contract/errors.ts';
import { type Model, parseModelList } from '#lib/contract/models.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { Upstream, UpstreamCall } from './port.ts';
import type { UpstreamEntry } from './router.ts';

/** How long one server's list of models is waited for, where nobody says otherwise. */
export const LIST_MS = 5_000;

export interface Listing {
  readonly call: UpstreamCall;
  /** How long one server's list is waited for. */
  readonly listMs: number;
}

/** What one upstream offers. */
export interface ToldModels {
  /** As it told them; where it did not, those that the settings name. */
  readonly models: readonly Model[];
  /** Why it could not be asked. */
  readonly failure: ApiError | undefined;
}

/** Asks one upstream for its models; never throws, since the others' can be used all the same. */
export async function listModels(entry: UpstreamEntry, listing: Listing): Promise<ToldModels> {
  try {
    return { models: onlyNamed(entry, await askInTime(entry.upstream, listing)), failure: undefined };
  } catch (thrown) {
    return { models: onlyNamed(entry, []), failure: toApiError(thrown) };
  }
}

/** Those that the settings name, with whatever was told of them; all that were told where the settings name none. */
function onlyNamed({ upstream, models, kinds }: UpstreamEntry, told: readonly Model[]): readonly Model[] {
  // The sandbox has models of every kind, and stands in for what nobody else serves.
  if (models === undefined && upstream.kind === 'sandbox') return told.filter((model) => isOf(model, kinds));
  if (models === undefined) return told;
  const [kind] = kinds;
  const type = kinds.length === 1 && kind !== undefined ? { type: kind } : {};
  return models.map((id) => told.find((model) => model.id === id) ?? { id, object: 'model', ...type });
}

const isOf = ({ type }: Model, kinds: readonly Kind[]): boolean => type === undefined || kinds.includes(type);

async function askInTime(upstream: Upstream, { call, listMs }: Listing): Promise<readonly Model[]> {
  const late = new AbortController();
  const reason = new ApiError('upstream_timeout', `${upstream.name} did not tell its models within ${listMs} ms.`);
  const timer = setTimeout(() => late.abort(reason), listMs);
  try {
    return await ask(upstream, { ...call, signal: AbortSignal.any([call.signal, late.signal]) });
  } finally {
    clearTimeout(timer);
  }
}

async function ask(upstream: Upstream, call: UpstreamCall): Promise<readonly Model[]> {
  const { body } = await upstream.send({ ...call, endpoint: 'models.list', modelId: '' });
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part);
    bytes += part.byteLength;
    if (bytes > ENDPOINTS['models.list'].answerCapBytes) break;
  }
  const list = parseModelList(parseJson(Buffer.concat(parts).toString('utf8')));
  if (list === undefined) throw new ApiError('upstream_invalid', `${upstream.name} answered with no list of models.`);
  return list.data;
}
