import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelsOf } from './labels.ts';

const box = { x: 0, y: 0, width: 1, height: 1 };
const confidence = fc.double({ min: 0, max: 1, noNaN: true });
const objects = fc.array(
  fc.record({ label: fc.constantFrom('cat', 'dog', 'person'), confidence, box: fc.constant(box) }),
);

test('labels name what was found and nothing else, each once, as sure as the surest of it, the surest first', () => {
  fc.assert(
    fc.property(objects, fc.array(fc.record({ confidence, box: fc.constant(box) })), (things, faces) => {
      const labels = labelsOf({ objects: things, faces });
      const found = new Set([...things.map(({ label }) => label), ...faces.map(() => 'face')]);
      expect(new Set(labels.map(({ label }) => label))).toEqual(found);
      expect(labels).toHaveLength(found.size);
      for (const { label, confidence: told } of labels) {
        const all = label === 'face' ? faces : things.filter((thing) => thing.label === label);
        expect(told).toBe(Math.max(...all.map((one) => one.confidence)));
      }
      const told = labels.map((label) => label.confidence ?? -1);
      expect(told).toEqual(told.toSorted((one, other) => other - one));
    }),
  );
});

test('text is told by its surest line, and not by white space', () => {
  const lines = [0.4, 0.9].map((sure) => ({ text: 'a', confidence: sure, box }));
  expect(labelsOf({ text: { content: 'a\na', lines } })).toEqual([{ label: 'text', confidence: 0.9 }]);
  expect(labelsOf({ text: { content: ' \n', lines } })).toEqual([]);
  expect(labelsOf({ text: { content: '', lines: [] } })).toEqual([]);
});

const palette = (...hexes: string[]) => ({ colors: hexes.map((hex) => ({ hex, ratio: 1 / hexes.length })) });

test.each([
  ['greys are black and white', ['#000000', '#ffffff', '#8a8a8b'], [{ label: 'black and white' }]],
  ['one colour of them is enough to be none', ['#000000', '#ffffff', '#8a2a2a'], []],
  ['an old photo’s brown is a colour', ['#2b2118', '#c9b08a'], []],
  ['an empty page is no photo', ['#ffffff'], []],
])('%s', (_, hexes, labels) => {
  expect(labelsOf(palette(...hexes))).toEqual(labels);
});

test('of a picture in which nothing was found there is nothing to say', () => {
  expect(labelsOf({})).toEqual([]);
});
