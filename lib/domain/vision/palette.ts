import { seededRandom } from '#lib/std/seeded-random.ts';
import { fromOklab, type Lab, squaredDistance, toHex, toOklab } from './oklab.ts';
import type { Raster } from './raster.ts';

/** One of a picture's main colours. */
export interface PaletteColor {
  /** As in `#1d4ed8`. */
  readonly hex: string;
  /** Share of the area, from 0 to 1. */
  readonly ratio: number;
}

/** More are no palette. */
const MAX_COLORS = 8;
/** Twice as many to begin with, of which the nearest are joined: a colour of its own is then seldom missed. */
const SEEDS = 2 * MAX_COLORS;
/** In OKLab: about ΔE 5. What lies nearer is one colour to whoever looks at the whole. */
const ONE_COLOR = 0.05;
const MIN_RATIO = 0.01;
const MAX_ROUNDS = 24;
/** Of each channel's 256 values four are one: pictures of a camera have few colours twice. */
const BIN_BITS = 2;
const BINS_PER_CHANNEL = 256 >> BIN_BITS;

/** Pixels of nearly one colour. */
interface Bin {
  readonly lab: Lab;
  readonly pixels: number;
}

interface Cluster {
  readonly center: Lab;
  readonly bins: readonly Bin[];
  readonly pixels: number;
}

/**
 * The main colours of a picture and how much of it each covers, the largest first: k-means in OKLab, from places that a
 * generator of fixed seed chooses (k-means++), so that the same pixels always have the same palette. Colours that hardly
 * differ are one; what covers less than 1 % is none.
 */
export function paletteOf({ rgb }: Raster): PaletteColor[] {
  const bins = binsOf(rgb);
  const pixels = Math.floor(rgb.length / 3);
  // Before there are too many: mixtures along edges would else be kept, and colours of their own joined.
  const clusters = joined(clustersOf(bins), Number.POSITIVE_INFINITY).filter(
    (each) => each.pixels >= MIN_RATIO * pixels,
  );
  return joined(clusters, MAX_COLORS)
    .map((cluster) => ({ hex: toHex(fromOklab(heartOf(cluster))), ratio: ratioOf(cluster.pixels, pixels) }))
    .sort((one, other) => other.ratio - one.ratio || (one.hex < other.hex ? -1 : 1));
}

/** Rounded down, so that all together are never more than the whole. */
const ratioOf = (part: number, whole: number): number => Math.floor((part / whole) * 10_000) / 10_000;

function binsOf(rgb: Uint8Array): Bin[] {
  const sums = new Map<number, [red: number, green: number, blue: number, pixels: number]>();
  for (let at = 0; at + 2 < rgb.length; at += 3) {
    const [red = 0, green = 0, blue = 0] = [rgb[at], rgb[at + 1], rgb[at + 2]];
    const key = ((red >> BIN_BITS) * BINS_PER_CHANNEL + (green >> BIN_BITS)) * BINS_PER_CHANNEL + (blue >> BIN_BITS);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, [red, green, blue, 1]);
    else {
      sum[0] += red;
      sum[1] += green;
      sum[2] += blue;
      sum[3]++;
    }
  }
  return [...sums.values()].map(([red, green, blue, pixels]) => ({
    lab: toOklab([Math.round(red / pixels), Math.round(green / pixels), Math.round(blue / pixels)]),
    pixels,
  }));
}

/** Lloyd's rounds until nothing moves. */
function clustersOf(bins: readonly Bin[]): Cluster[] {
  let centers = seedsOf(bins);
  let clusters: Cluster[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const members: Bin[][] = centers.map(() => []);
    for (const bin of bins) members[nearest(bin.lab, centers)]?.push(bin);
    clusters = members.filter(({ length }) => length > 0).map(clusterOf);
    const next = clusters.map(({ center }) => center);
    const isStill =
      next.length === centers.length &&
      next.every((center, at) => squaredDistance(center, centers[at] ?? center) < STILL);
    if (isStill) break;
    centers = next;
  }
  return clusters;
}

const STILL = 1e-8;

/** k-means++: each next place by chance, the likelier the worse the places so far stand for it. */
function seedsOf(bins: readonly Bin[]): Lab[] {
  const chance = seededRandom(SEED);
  const seeds: Lab[] = [];
  const costs = bins.map(({ pixels }) => pixels);
  while (seeds.length < SEEDS) {
    const total = costs.reduce((sum, cost) => sum + cost, 0);
    if (total <= 0) break;
    let rest = chance() * total;
    const at = costs.findIndex((cost) => {
      rest -= cost;
      return cost > 0 && rest < 0;
    });
    // What rounding leaves over is the last one's.
    const seed = bins[at < 0 ? costs.findLastIndex((cost) => cost > 0) : at]?.lab;
    if (seed === undefined) break;
    for (const [index, { lab, pixels }] of bins.entries()) {
      const cost = pixels * squaredDistance(lab, seed);
      if (seeds.length === 0 || cost < (costs[index] ?? 0)) costs[index] = cost;
    }
    seeds.push(seed);
  }
  return seeds;
}

function nearest(lab: Lab, centers: readonly Lab[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [at, center] of centers.entries()) {
    const distance = squaredDistance(lab, center);
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

function clusterOf(bins: readonly Bin[]): Cluster {
  const pixels = bins.reduce((sum, bin) => sum + bin.pixels, 0);
  const mean = (axis: 0 | 1 | 2) => bins.reduce((sum, bin) => sum + bin.lab[axis] * bin.pixels, 0) / pixels;
  return { center: [mean(0), mean(1), mean(2)], bins, pixels };
}

/** The nearest two become one, as long as they are one colour or there are too many. */
function joined(clusters: readonly Cluster[], max: number): readonly Cluster[] {
  let pair: readonly [Cluster, Cluster] | undefined;
  let least = clusters.length > max ? Number.POSITIVE_INFINITY : ONE_COLOR ** 2;
  for (const [at, one] of clusters.entries()) {
    for (const other of clusters.slice(at + 1)) {
      const distance = squaredDistance(one.center, other.center);
      if (distance < least) [pair, least] = [[one, other], distance];
    }
  }
  if (pair === undefined) return clusters;
  const [one, other] = pair;
  const rest = clusters.filter((cluster) => cluster !== one && cluster !== other);
  return joined([...rest, clusterOf([...one.bins, ...other.bins])], max);
}

/** The mean of the nearer half: at the edges of an area stand mixtures with its neighbours, which are not its colour. */
function heartOf({ center, bins, pixels }: Cluster): Lab {
  const near = bins
    .map((bin) => ({ bin, distance: squaredDistance(bin.lab, center) }))
    .sort((one, other) => one.distance - other.distance);
  const heart: Bin[] = [];
  let counted = 0;
  for (const { bin } of near) {
    if (counted * 2 >= pixels) break;
    heart.push(bin);
    counted += bin.pixels;
  }
  return clusterOf(heart).center;
}

const SEED = 0x9e3779b9;
