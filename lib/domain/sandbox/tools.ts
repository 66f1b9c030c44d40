import type { ChatRequest, FunctionDefinition } from '#lib/contract/chat.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { placeholderFor } from './placeholder.ts';
import { unitsOf } from './query.ts';
import { indexTerms, stem } from './terms.ts';

/** A call that the sandbox makes in a model's place. */
export interface SandboxCall {
  /** `tool`: the request spoke of tools; `function`: of the older functions. */
  readonly form: 'tool' | 'function';
  readonly name: string;
  /** JSON text of placeholders that satisfy the function's schema. */
  readonly arguments: string;
}

interface Offer {
  readonly form: SandboxCall['form'];
  readonly functions: readonly FunctionDefinition[];
  readonly choice: 'none' | 'auto' | 'required' | { readonly name: string };
}

function offerOf({ tools, tool_choice, functions, function_call }: ChatRequest): Offer | undefined {
  if (tools && tools.length > 0) {
    const choice =
      typeof tool_choice === 'object' && tool_choice !== null
        ? { name: tool_choice.function.name }
        : (tool_choice ?? 'auto');
    return { form: 'tool', functions: tools.map((tool) => tool.function), choice };
  }
  if (functions && functions.length > 0) {
    const choice =
      typeof function_call === 'object' && function_call !== null
        ? { name: function_call.name }
        : (function_call ?? 'auto');
    return { form: 'function', functions, choice };
  }
  return undefined;
}

/**
 * The call to make, if any: of the named function, or of the one whose words fit the question best.
 *
 * @throws UnsatisfiableSchema when the sandbox finds no arguments for it
 */
export function chooseCall(request: ChatRequest, question: string): SandboxCall | undefined {
  const offer = offerOf(request);
  if (offer === undefined || offer.choice === 'none') return undefined;
  const { choice, form, functions } = offer;
  const ranked = functions
    .map((definition) => ({ definition, fit: fitOf(definition, question) }))
    .sort((first, second) => second.fit - first.fit);
  const chosen =
    typeof choice === 'object'
      ? functions.find((definition) => definition.name === choice.name)
      : ranked.find(({ fit }) => choice === 'required' || fit >= FIT_MIN)?.definition;
  if (chosen === undefined) return undefined;
  const { name, parameters } = chosen;
  return { form, name, arguments: JSON.stringify(placeholderFor(parameters ?? { type: 'object' })) };
}

/** The name of a forced function that was not offered; undefined when all is well. */
export function unknownForcedCall(request: ChatRequest): string | undefined {
  const offer = offerOf(request);
  const choice = offer?.choice;
  if (offer === undefined || typeof choice !== 'object') return undefined;
  return offer.functions.some(({ name }) => name === choice.name) ? undefined : choice.name;
}

/** Words of what functions do rather than of what they are about: one alone does not make a function fit. */
const COMMON = new Set(
  [
    'get',
    'find',
    'search',
    'list',
    'fetch',
    'look',
    'query',
    'create',
    'send',
    'return',
    'check',
    'run',
    'data',
    'information',
  ]
    .map(stem)
    .concat(
      '查询',
      '获取',
      '查找',
      '搜索',
      '返回',
      '执行',
      '发送',
      '创建',
      '信息',
      '数据',
      '@search',
      '@tool',
      '@functioncall',
    ),
);
const COMMON_SHARE = 0.5;
/** One word of the matter, or two common ones. */
const FIT_MIN = 1;

/** How much of the question a function's name, description and parameters speak of, by the weight of its words. */
function fitOf({ name, description, parameters }: FunctionDefinition, question: string): number {
  const properties = isRecord(parameters?.properties) ? Object.entries(parameters.properties) : [];
  const words = properties.flatMap(([property, schema]) => [property, isRecord(schema) ? schema.description : '']);
  const own = new Set(indexTerms([name, description ?? '', ...words].join('\n')));
  const units = unitsOf(question, { has: (term) => own.has(term), nearest: () => undefined });
  return units
    .filter(({ kind }) => kind === 'content')
    .reduce((fit, { alternatives, weight }) => {
      const common = alternatives.filter((term) => own.has(term));
      if (common.length === 0) return fit;
      return fit + (common.every((term) => COMMON.has(term)) ? COMMON_SHARE : 1) * weight;
    }, 0);
}
