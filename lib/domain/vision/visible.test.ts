import { expect, test } from 'vitest';
import { type Finding, LAYERS } from './findings.ts';
import { visibleFindings } from './visible.ts';

const finding = (id: string, layer: Finding['layer'], confidence?: number): Finding => ({
  ...{ id, layer, label: id, box: undefined },
  confidence,
});
const findings = [
  finding('a', 'objects', 0.9),
  finding('b', 'objects', 0.4),
  finding('c', 'text'),
  finding('d', 'faces', 0.5),
];
const shown = (layers: readonly Finding['layer'][], minConfidence: number) =>
  visibleFindings(findings, { layers: new Set(layers), minConfidence }).map(({ id }) => id);

test('what is in a layer that is shown is seen, from the given confidence on', () => {
  expect(shown(LAYERS, 0)).toEqual(['a', 'b', 'c', 'd']);
  expect(shown(LAYERS, 0.5)).toEqual(['a', 'c', 'd']);
  expect(shown(['objects'], 0.5)).toEqual(['a']);
  expect(shown([], 0)).toEqual([]);
});

test('what has no figure is seen whatever is asked for', () => {
  expect(shown(['text'], 1)).toEqual(['c']);
});
