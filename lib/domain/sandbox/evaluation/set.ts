/** `slug#anchor` of a section. */
export type SectionId = `${string}#${string}`;

/**
 * Questions as people write them, by hand. `inside` and `outside` were used to set the weights and the threshold of the
 * search; the `heldOut` ones were written before and not looked at until they were set.
 */
export interface EvaluationSet {
  /** A question and the sections that answer it. */
  readonly inside: readonly (readonly [question: string, ...accepted: SectionId[]])[];
  /** Questions that the documentation does not answer. */
  readonly outside: readonly string[];
  readonly heldOutInside: readonly (readonly [question: string, ...accepted: SectionId[]])[];
  readonly heldOutOutside: readonly string[];
  /** A question, the one after it and what that one is answered with; `undefined`: it lies outside. */
  readonly followUps: readonly (readonly [question: string, next: string, accepted: SectionId | undefined])[];
}
