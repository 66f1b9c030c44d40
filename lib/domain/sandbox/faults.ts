/** The sandbox's magic models are `sandbox-` and one of these: each provokes the fault it is named after. */
export const FAULTS = [
  '401',
  '403',
  '404',
  '429',
  '500',
  '503',
  'slow',
  'hang',
  'reset-midstream',
  'truncated',
  'malformed',
  'no-done',
  'no-usage',
  'huge',
] as const;

export type Fault = (typeof FAULTS)[number];

/** The fault that a model of the sandbox provokes; undefined for every other model. */
export const faultOf = (id: string): Fault | undefined => FAULTS.find((fault) => id === `sandbox-${fault}`);
