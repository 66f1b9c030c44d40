import type { AlertLimit, AlertMetric, EpisodeEnding, ScopeKind } from '#lib/contract/alerts.ts';

/** What messages of one language are made of; `{…}` stand for what is put in. */
export interface AlertWords {
  /** BCP 47: how numbers and times are written. */
  readonly tag: string;
  readonly firing: string;
  readonly over: string;
  readonly test: { readonly title: string; readonly body: string };
  readonly metrics: Readonly<Record<AlertMetric, string>>;
  readonly value: string;
  readonly nothing: string;
  readonly scope: string;
  readonly scopes: Readonly<Record<ScopeKind, string>>;
  readonly about: string;
  readonly limits: Readonly<Record<AlertLimit, string>>;
  readonly window: string;
  readonly since: string;
  readonly lasted: string;
  readonly minutes: string;
  readonly lessThanAMinute: string;
  readonly ending: string;
  readonly endings: Readonly<Record<EpisodeEnding, string>>;
  readonly open: string;
}
