import { VISION_FEATURES, type VisionFeature } from '#lib/contract/vision.ts';
import type { Finding, Layer } from './findings.ts';

/** What the vision page asks for and shows: all of it stands in its address. */

/** What can be shown or hidden; colours and labels have no boxes. */
export const SHOWN_LAYERS = ['objects', 'labels', 'text', 'faces', 'colors', 'other'] as const;
export type ShownLayer = (typeof SHOWN_LAYERS)[number];

/** Those whose certainty can be asked for. */
export const GRADED = ['objects', 'labels', 'text', 'faces', 'other'] as const satisfies readonly ShownLayer[];
export type Graded = (typeof GRADED)[number];

export const RESULT_TABS = ['results', 'json'] as const;
export type ResultTab = (typeof RESULT_TABS)[number];

/** Of the longer side of what is sent: enough for any model, and for small print. */
export const SIDES_PX = [2048, 4096] as const;
export type SidePx = (typeof SIDES_PX)[number];

export interface VisionView {
  readonly features: readonly VisionFeature[];
  /** Empty: the server chooses. */
  readonly model: string;
  readonly sidePx: SidePx;
  readonly hidden: readonly ShownLayer[];
  /** In percent: what is less certain is not shown. */
  readonly minPercent: Readonly<Record<Graded, number>>;
  readonly tab: ResultTab;
}

export const FIRST_VISION_VIEW: VisionView = {
  features: VISION_FEATURES,
  model: '',
  sidePx: 2048,
  hidden: [],
  minPercent: { objects: 0, labels: 0, text: 0, faces: 0, other: 0 },
  tab: 'results',
};

const SEPARATOR = ' ';

/** @param query of the page's address; what nobody wrote so is left out */
export function parseVisionView(query: Pick<URLSearchParams, 'get'>): VisionView {
  const words = (name: string) => query.get(name)?.split(SEPARATOR) ?? [];
  const features = VISION_FEATURES.filter((feature) => words('features').includes(feature));
  const least = new Map(words('min').map((word) => [word.split(':')[0], Number(word.split(':')[1])]));
  const percentOf = (graded: Graded): number => {
    const percent = least.get(graded) ?? 0;
    return Number.isInteger(percent) && percent > 0 && percent <= 100 ? percent : 0;
  };
  return {
    features: features.length === 0 ? VISION_FEATURES : features,
    model: query.get('model') ?? '',
    sidePx: SIDES_PX.find((sidePx) => String(sidePx) === query.get('side')) ?? FIRST_VISION_VIEW.sidePx,
    hidden: SHOWN_LAYERS.filter((layer) => words('hide').includes(layer)),
    minPercent: {
      ...{ objects: percentOf('objects'), labels: percentOf('labels'), text: percentOf('text') },
      ...{ faces: percentOf('faces'), other: percentOf('other') },
    },
    tab: RESULT_TABS.find((tab) => tab === query.get('tab')) ?? FIRST_VISION_VIEW.tab,
  };
}

/** The way back from {@link parseVisionView}: what is as at first is left out. */
export function toVisionQuery({ features, model, sidePx, hidden, minPercent, tab }: VisionView): URLSearchParams {
  const query = new URLSearchParams();
  const put = (name: string, value: string, first: string) => value !== first && query.set(name, value);
  put('features', features.join(SEPARATOR), VISION_FEATURES.join(SEPARATOR));
  put('model', model, FIRST_VISION_VIEW.model);
  put('side', String(sidePx), String(FIRST_VISION_VIEW.sidePx));
  put('hide', hidden.join(SEPARATOR), '');
  const least = GRADED.filter((graded) => minPercent[graded] > 0);
  put('min', least.map((graded) => `${graded}:${minPercent[graded]}`).join(SEPARATOR), '');
  put('tab', tab, FIRST_VISION_VIEW.tab);
  return query;
}

/** In the order of the table, whatever the order of pressing. */
export const toggled = <T>(all: readonly T[], chosen: readonly T[], one: T): T[] =>
  all.filter((other) => (other === one ? !chosen.includes(one) : chosen.includes(other)));

/** Whether a certainty is enough; who tells none is believed. */
export const isSure = (confidence: number | undefined, minPercent: number): boolean =>
  confidence === undefined || confidence >= minPercent / 100;

type Shown = Pick<VisionView, 'hidden' | 'minPercent'>;

/** Of the findings those that are drawn over the picture. */
export const visibleFindings = (findings: readonly Finding[], { hidden, minPercent }: Shown): Finding[] =>
  findings.filter(({ layer, confidence }) => !hidden.includes(layer) && isSure(confidence, minPercent[layer]));

/** How many of each layer there are. */
export const countOf = (findings: readonly Finding[], layer: Layer): number =>
  findings.filter((finding) => finding.layer === layer).length;
