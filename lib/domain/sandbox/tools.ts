import type { ChatRequest, FunctionDefinition } from '#lib/contract/chat.ts';
import { placeholderFor } from './placeholder.ts';

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

/** The call to make, if any: the named one, or the one whose words fit the question best. */
export function chooseCall(request: ChatRequest, question: string): SandboxCall | undefined {
  const offer = offerOf(request);
  if (offer === undefined || offer.choice === 'none') return undefined;
  const { choice } = offer;
  const ranked = offer.functions
    .map((definition) => ({ definition, fit: fitOf(definition, question) }))
    .sort((a, b) => b.fit - a.fit);
  const chosen =
    typeof choice === 'object'
      ? offer.functions.find(({ name }) => name === choice.name)
      : ranked.find(({ fit }) => choice === 'required' || fit > 0)?.definition;
  if (chosen === undefined) return undefined;
  return {
    form: offer.form,
    name: chosen.name,
    arguments: JSON.stringify(placeholderFor(chosen.parameters ?? { type: 'object' })),
  };
}

/** The name of a forced function that was not offered; undefined when all is well. */
export function unknownForcedCall(request: ChatRequest): string | undefined {
  const offer = offerOf(request);
  const choice = offer?.choice;
  if (offer === undefined || typeof choice !== 'object') return undefined;
  return offer.functions.some(({ name }) => name === choice.name) ? undefined : choice.name;
}

/** Words that stand in every description and tell nothing. */
const COMMON = new Set(
  'a an and at by for from get given in is it its of on or set the this to use what with you your'.split(' '),
);

/** Words and pairs of Chinese characters, in lower case. */
function termsOf(text: string): Set<string> {
  const terms = new Set<string>();
  const spaced = text.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  for (const word of spaced.match(/[a-z][a-z\d]+/g) ?? []) {
    if (!COMMON.has(word)) terms.add(word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word);
  }
  for (const run of spaced.match(/\p{Script=Han}+/gu) ?? []) {
    for (let index = 0; index + 1 < run.length; index++) terms.add(run.slice(index, index + 2));
  }
  return terms;
}

/** How many of the question's words a function's name and descriptions hold. */
function fitOf({ name, description, parameters }: FunctionDefinition, question: string): number {
  const own = termsOf(`${name.replaceAll(/[_-]/g, ' ')} ${description ?? ''} ${JSON.stringify(parameters ?? {})}`);
  return [...termsOf(question)].filter((term) => own.has(term)).length;
}
