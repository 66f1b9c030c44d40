import type {
  AlertAbout,
  DeliveryFailure,
  DeliveryKind,
  DeliveryState,
  EpisodeEnding,
  RuleMatter,
  WebhookForm,
  WebhookLanguage,
} from '#lib/contract/alerts.ts';
import type { Firing } from '#lib/domain/alerts/episode.ts';
import type { EpisodeEvent } from '#lib/domain/alerts/event.ts';

/** Instants are Unix milliseconds. */

export interface StoredRule extends RuleMatter {
  readonly id: string;
  readonly createdAtMs: number;
  /** Grows with every change: what was evaluated of an older one counts for nothing. */
  readonly version: number;
}

export interface StoredWebhook {
  readonly id: string;
  readonly name: string;
  readonly form: WebhookForm;
  readonly language: WebhookLanguage;
  readonly enabled: boolean;
  /** Its server and its last letters. */
  readonly addressShown: string;
  /** Address and secret, sealed with the installation's own. */
  readonly sealed: string;
  readonly signed: boolean;
  readonly createdAtMs: number;
}

/** An episode that is about to begin. */
export interface NewEpisode extends Firing {
  readonly openedAtMs: number;
  readonly openingValue: number;
  readonly scopeName: string | null;
  readonly about: AlertAbout | null;
}

/** From when a rule fires until that is over. */
export interface StoredEpisode extends NewEpisode {
  readonly id: number;
  readonly ruleId: string;
  /** As it was when it fired. */
  readonly rule: RuleMatter;
  readonly closedAtMs: number | null;
  readonly closedBy: EpisodeEnding | null;
}

export interface EpisodeClosing {
  readonly by: EpisodeEnding;
  readonly atMs: number;
  readonly worst: number;
}

/** What is told of an episode: its id is known only once it is there. */
export type EventOf = (episode: StoredEpisode) => EpisodeEvent;

export interface EpisodePageQuery {
  readonly ruleId?: string | undefined;
  /** Only episodes with a smaller id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** What is watched, and what came of it. */
export interface AlertStore {
  /** Oldest first. */
  rules(): Promise<StoredRule[]>;
  insertRule(rule: StoredRule): Promise<void>;
  /** Puts another one in its place, with the next version. */
  replaceRule(rule: StoredRule): Promise<void>;
  removeRule(id: string): Promise<void>;
  /** Those that go on, oldest first. */
  openEpisodes(): Promise<StoredEpisode[]>;
  countOpen(): Promise<number>;
  /** Newest first. */
  episodes(query: EpisodePageQuery): Promise<StoredEpisode[]>;
  /** Oldest first. */
  deliveries(episodeIds: readonly number[]): Promise<StoredDelivery[]>;
  /**
   * Begins an episode and hands what is told of it to every webhook that is switched on, together or not at all.
   *
   * @returns undefined, and does nothing, where the rule has been changed, switched off or deleted since, or has an
   * episode that goes on: there is never a second one
   */
  open(rule: StoredRule, episode: NewEpisode, eventOf: EventOf): Promise<StoredEpisode | undefined>;
  /** Remembers how an episode that goes on stands. */
  track(id: number, firing: Firing): Promise<void>;
  /** Ends an episode, and says so to every webhook that was told of it. @returns undefined where it was over already */
  close(id: number, closing: EpisodeClosing, eventOf: EventOf): Promise<StoredEpisode | undefined>;
  /** Oldest first. */
  webhooks(): Promise<StoredWebhook[]>;
  insertWebhook(webhook: StoredWebhook): Promise<void>;
  /** What is still to be sent to one that is switched off is not sent any more. */
  replaceWebhook(webhook: StoredWebhook): Promise<void>;
  /** What is still to be sent to it is not sent any more. */
  removeWebhook(id: string): Promise<void>;
  /** Deletes episodes that were over before an instant, with their deliveries. */
  prune(beforeMs: number): Promise<void>;
}

export interface StoredDelivery {
  readonly id: number;
  readonly episodeId: number;
  readonly webhookName: string;
  readonly form: WebhookForm;
  readonly kind: DeliveryKind;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAtMs: number;
  readonly lastAtMs: number | null;
  readonly lastStatus: number | null;
  readonly lastFailure: DeliveryFailure | null;
}

/** A message that this process alone may send for a while. */
export interface DueDelivery {
  readonly id: number;
  /** The same in every attempt: a receiver knows by it what it has had before. */
  readonly messageId: string;
  /** This one included. */
  readonly attempts: number;
  readonly event: EpisodeEvent;
  readonly webhook: StoredWebhook;
}

/** What came of an attempt. */
export interface Attempt {
  readonly atMs: number;
  readonly state: Extract<DeliveryState, 'pending' | 'delivered' | 'failed'>;
  /** While it is pending. */
  readonly nextAtMs: number;
  readonly status: number | null;
  readonly failure: DeliveryFailure | null;
}

export interface TakeQuery {
  readonly nowMs: number;
  /** Until then nobody else takes what is taken: longer than an attempt may last. */
  readonly untilMs: number;
  readonly limit: number;
}

/** Messages on their way out: written with what they tell of, and sent by whichever process takes them. */
export interface AlertOutbox {
  /** Takes what is due. Of one episode a webhook is told in order: nothing is taken while an earlier message is not settled. */
  take(query: TakeQuery): Promise<DueDelivery[]>;
  settle(id: number, attempt: Attempt): Promise<void>;
}

/** Who does what only one process should do at a time. */
export interface Leases {
  /** @returns whether it is the holder's until then: nobody else's, or their time was over */
  take(name: string, holder: string, time: { readonly nowMs: number; readonly untilMs: number }): Promise<boolean>;
}
