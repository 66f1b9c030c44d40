/** A body as it was kept. */
export interface KeptBody {
  /** Its media type, as its sender named it. */
  readonly type: string | null;
  /** `null`: it was none, or no text. */
  readonly text: string | null;
  /** Of the whole of it, on the wire. */
  readonly bytes: number;
  /** The text is not all of it. */
  readonly isCut: boolean;
}

/** What was said in a call, both ways, without what looks like a secret. */
export interface Payload {
  readonly requestId: string;
  readonly keyId: string;
  /** Under whose name the call was made. */
  readonly owner: string;
  /** Unix milliseconds. */
  readonly capturedAtMs: number;
  readonly expiresAtMs: number;
  readonly request: KeptBody;
  readonly answer: KeptBody;
  readonly answerHeaders: Readonly<Record<string, string>>;
}

export type PayloadSummary = Omit<Payload, 'request' | 'answer' | 'answerHeaders'> & {
  readonly request: Omit<KeptBody, 'text'>;
  readonly answer: Omit<KeptBody, 'text'>;
};

/** Bodies of calls, apart from the ledger: only of keys that are to keep them, and not for long. */
export interface PayloadStore {
  add(payload: Payload): Promise<void>;
  /** What is kept of a call, without what was said; not what has expired. @param nowMs Unix milliseconds */
  summary(requestId: string, nowMs: number): Promise<PayloadSummary | undefined>;
  find(requestId: string, nowMs: number): Promise<Payload | undefined>;
  /** How many calls of a key have theirs kept. */
  countOf(keyId: string, nowMs: number): Promise<number>;
  /** @returns how many there were */
  removeOf(keyId: string): Promise<number>;
  /** Deletes what has expired. */
  prune(nowMs: number): Promise<void>;
}
