/** What an answer may be. Plain figures, apart from the schemas: who reads a stream needs them without those. */

/** Of one answer. */
export const MAX_TOOL_CALLS = 256;
