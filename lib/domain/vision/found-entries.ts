import { isRecord } from '#lib/std/is-record.ts';
import { boxOfEntry, type Fields, fieldsOf, plainName, type RawBox } from './found-boxes.ts';
import { pathStep } from './json-path.ts';

/** What is found in an answer of any shape, before its boxes are pixels. */

export type FoundLayer = 'objects' | 'text' | 'faces' | 'other';

export interface RawFinding {
  readonly id: string;
  readonly layer: FoundLayer;
  readonly label: string;
  readonly confidence: number | undefined;
  readonly box: RawBox | undefined;
}

export interface RawFindings {
  readonly findings: RawFinding[];
  labels?: { id: string; label: string; confidence: number | undefined }[];
  colors?: { id: string; hex: string; ratio: number | undefined }[];
  /** All that is written, where the answer has it in one piece. */
  text?: string;
  /** The answer speaks of writing at all. */
  hasText?: true;
}

/** More than anybody looks at; models that repeat themselves do so for ever. */
const MAX_ENTRIES = 1000;
const MAX_DEPTH = 16;
/** Of an answer that is all braces. */
const MAX_NODES = 100_000;

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly layer: FoundLayer;
  /** A list of findings by its name: what stands in it is one even without a box. */
  readonly isKnown: boolean;
  /** What the entries are, where it is said once for all of them. */
  readonly label?: string;
}

/** Lists by their plain names. */
const LAYER_OF: readonly (readonly [FoundLayer, RegExp])[] = [
  ['faces', /^(faces?|faceannotations|facedetails|facesresult)$/],
  [
    'text',
    /^(lines|text|texts|textannotations|textdetections|ocr|words|readresults?|regions|blocks|pages|paragraphs)$/,
  ],
  [
    'objects',
    /^(objects?|objectsresult|localizedobjectannotations|logoannotations|landmarkannotations|detections?|predictions|instances|peopleresult|people|persons|customlabels)$/,
  ],
];
/** Of these an entry without a box is an entry still. */
const KNOWN = /^(objects|faces|lines|localizedobjectannotations|faceannotations|facedetails)$/;
/** What has a box around others, and only they are looked for. */
const HOLDERS = ['lines', 'instances'];
/** They tell of the picture as a whole, or of the call. */
const PASSED_OVER = /^(captionresult|description|error|usage|landmarks)$/;
const LABELS = /^(labels|labelannotations|tags|tagsresult)$/;
const COLORS = /^(colors|dominantcolors|imagepropertiesannotation)$/;

/** Looks through an answer. */
export class Finder {
  readonly found: RawFindings = { findings: [] };
  #nodes = 0;

  /** Reads all that a value holds. */
  read(value: unknown, place: Place = { path: '', depth: 0, layer: 'other', isKnown: false }): void {
    if (place.depth > MAX_DEPTH || ++this.#nodes > MAX_NODES) return;
    if (Array.isArray(value)) this.#list(value, place);
    else if (!isRecord(value)) return;
    else if (place.depth === 0) this.#record(value, place);
    else this.#entry(value, { ...place, isKnown: false });
  }

  #list(list: readonly unknown[], place: Place): void {
    for (const [index, entry] of list.slice(0, MAX_ENTRIES).entries()) {
      const own = { ...place, path: pathStep(place.path, index), depth: place.depth + 1 };
      if (isRecord(entry)) this.#entry(entry, own);
      else if (typeof entry === 'string' && entry.trim() !== '' && place.isKnown) {
        this.#add({ id: own.path, layer: place.layer, label: entry, confidence: undefined, box: undefined });
      } else this.read(entry, own);
    }
  }

  /** Something that was found, or what holds such things. */
  #entry(entry: Readonly<Record<string, unknown>>, place: Place): void {
    const box = boxOfEntry(entry);
    const fields = fieldsOf(entry);
    const label = place.layer === 'faces' ? '' : (labelOf(fields, place.layer) ?? place.label ?? '');
    const isFound = box !== undefined || (place.isKnown && (label !== '' || place.layer === 'faces'));
    const isContainer = HOLDERS.some((name) => Array.isArray(fields.get(name)));
    if (isFound && !isContainer)
      this.#add({ id: place.path, layer: place.layer, label, confidence: confidenceOf(fields), box });
    else this.#record(entry, place);
  }

  #add(finding: RawFinding): void {
    if (finding.layer === 'text') this.found.hasText = true;
    this.found.findings.push(finding);
  }

  #record(record: Readonly<Record<string, unknown>>, place: Place): void {
    for (const [name, value] of Object.entries(record)) {
      const plain = plainName(name);
      const inner = { ...place, path: pathStep(place.path, name), depth: place.depth + 1 };
      const layer = LAYER_OF.find(([, names]) => names.test(plain))?.[0];
      // Lines say what their words say.
      if (PASSED_OVER.test(plain) || (plain === 'words' && 'lines' in record)) continue;
      if (LABELS.test(plain)) this.#labels(value, inner);
      else if (COLORS.test(plain)) this.#colors(value, inner);
      else if (plain === 'text' || plain === 'fulltextannotation') this.#text(value, inner);
      else if (plain === 'textannotations' && Array.isArray(value)) this.#googleText(value, inner);
      else if (plain === 'textdetections' && Array.isArray(value)) this.#rekognitionText(value, inner);
      else this.read(value, { ...inner, layer: layer ?? place.layer, isKnown: KNOWN.test(plain) });
    }
  }

  #labels(value: unknown, place: Place): void {
    const list = isRecord(value) ? value.values : value;
    if (!Array.isArray(list)) {
      this.read(value, place);
      return;
    }
    const path = isRecord(value) ? pathStep(place.path, 'values') : place.path;
    this.found.labels ??= [];
    for (const [index, entry] of list.slice(0, MAX_ENTRIES).entries()) {
      const id = pathStep(path, index);
      const label = isRecord(entry) ? labelOf(fieldsOf(entry)) : entry;
      if (typeof label !== 'string' || label.trim() === '') continue;
      this.found.labels.push({ id, label, confidence: isRecord(entry) ? confidenceOf(fieldsOf(entry)) : undefined });
      // Rekognition: where the things of that name are.
      if (!isRecord(entry) || !Array.isArray(entry.Instances)) continue;
      const depth = place.depth + 2;
      this.read(entry.Instances, { path: pathStep(id, 'Instances'), depth, layer: 'objects', isKnown: false, label });
    }
  }

  #colors(value: unknown, place: Place): void {
    if (isRecord(value) && place.depth <= MAX_DEPTH) {
      for (const name of ['colors', 'dominantColors', 'DominantColors']) {
        const path = pathStep(place.path, name);
        if (Array.isArray(value[name])) this.#colors(value[name], { ...place, path });
        else if (isRecord(value[name])) this.#colors(value[name], { ...place, path, depth: place.depth + 1 });
        else continue;
        return;
      }
      return;
    }
    if (!Array.isArray(value)) return;
    this.found.colors ??= [];
    for (const [index, entry] of value.slice(0, MAX_ENTRIES).entries()) {
      const fields = isRecord(entry) ? fieldsOf(entry) : new Map([['hex', entry]]);
      const hex = hexOf(fields);
      if (hex !== undefined) this.found.colors.push({ id: pathStep(place.path, index), hex, ratio: ratioOf(fields) });
    }
  }

  /** Ours, Google's whole text, or a list of pieces. */
  #text(value: unknown, place: Place): void {
    this.found.hasText = true;
    const content = isRecord(value) ? (value.content ?? value.text) : value;
    if (typeof content === 'string') this.found.text ??= content;
    const inner: Place = { ...place, layer: 'text', isKnown: Array.isArray(value) };
    // Google's whole text has its pages beside it: the words of `textAnnotations` once more, by letters.
    if (!isRecord(value) || !('pages' in value)) this.read(value, inner);
  }

  /** The first is all of it, the others are the words. */
  #googleText(list: readonly unknown[], place: Place): void {
    this.found.hasText = true;
    const whole: unknown = list[0];
    const hasWhole = list.length > 1 && isRecord(whole);
    if (hasWhole && typeof whole.description === 'string') this.found.text ??= whole.description.trimEnd();
    this.#list(hasWhole ? [undefined, ...list.slice(1)] : list, { ...place, layer: 'text' });
  }

  /** Lines, and each word of theirs once more. */
  #rekognitionText(list: readonly unknown[], place: Place): void {
    this.found.hasText = true;
    const isLine = (entry: unknown) => isRecord(entry) && entry.Type === 'LINE';
    const lines = list.some(isLine) ? list.map((entry) => (isLine(entry) ? entry : undefined)) : list;
    this.#list(lines, { ...place, layer: 'text' });
  }
}

const LABEL_FIELDS = ['label', 'name', 'object', 'class', 'classname', 'category', 'tagname', 'caption', 'title'];
const TEXT_FIELDS = ['text', 'detectedtext', 'content', 'description', 'word'];

function labelOf(fields: Fields, layer: FoundLayer = 'objects'): string | undefined {
  const names = layer === 'text' ? [...TEXT_FIELDS, ...LABEL_FIELDS] : [...LABEL_FIELDS, ...TEXT_FIELDS];
  for (const name of names) {
    const value = fields.get(name);
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  // Azure: an object's name is its first tag, a line of its older reader only the sum of its words.
  const tags = fields.get('tags');
  const first: unknown = Array.isArray(tags) ? tags[0] : undefined;
  if (isRecord(first) && typeof first.name === 'string') return first.name;
  const words = fields.get('words');
  const spoken = Array.isArray(words) ? words.map((word: unknown) => (isRecord(word) ? word.text : undefined)) : [];
  const line = spoken.filter((word) => typeof word === 'string').join(' ');
  return line === '' ? undefined : line;
}

const CONFIDENCE_FIELDS = ['confidence', 'score', 'detectionconfidence', 'probability', 'prob', 'conf'];

function confidenceOf(fields: Fields): number | undefined {
  const given = CONFIDENCE_FIELDS.map((name) => fields.get(name)).find((value) => typeof value === 'number');
  if (given !== undefined) return shareOf(given);
  const tags = fields.get('tags');
  const first: unknown = Array.isArray(tags) ? tags[0] : undefined;
  return isRecord(first) && typeof first.confidence === 'number' ? shareOf(first.confidence) : undefined;
}

/** A figure from 0 to 1; one up to 100 is a percentage. */
function shareOf(value: number): number | undefined {
  if (value >= 0 && value <= 1) return value;
  return value > 1 && value <= 100 ? value / 100 : undefined;
}

function hexOf(fields: Fields): string | undefined {
  for (const name of ['hex', 'hexcode', 'hexcolor', 'color', 'value']) {
    const value = fields.get(name);
    if (isRecord(value)) return hexOfLight(value);
    const digits = typeof value === 'string' ? /^#?([\da-f]{6}|[\da-f]{3})$/i.exec(value.trim())?.[1] : undefined;
    if (digits !== undefined) return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`.toLowerCase();
  }
  return undefined;
}

/** Google leaves out what is 0. */
function hexOfLight({ red = 0, green = 0, blue = 0 }: Readonly<Record<string, unknown>>): string | undefined {
  const parts = [red, green, blue].filter((part) => typeof part === 'number' && part >= 0 && part <= 255);
  if (parts.length !== 3) return undefined;
  return `#${parts.map((part) => Math.round(Number(part)).toString(16).padStart(2, '0')).join('')}`;
}

function ratioOf(fields: Fields): number | undefined {
  const percent = fields.get('pixelpercent');
  if (typeof percent === 'number') return shareOf(percent / 100);
  const given = ['ratio', 'pixelfraction', 'percentage', 'score'].map((name) => fields.get(name));
  const first = given.find((value) => typeof value === 'number');
  return first === undefined ? undefined : shareOf(first);
}
