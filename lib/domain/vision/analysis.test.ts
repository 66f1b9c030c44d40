import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VISION_FEATURES, visionAnalysisSchema } from '#lib/contract/vision.ts';
import { analysisInstructions, analysisSchema, readAnalysis } from './analysis.ts';

const size = { width: 1280, height: 720 };
const all = { features: VISION_FEATURES, size };
const only = (feature: (typeof VISION_FEATURES)[number], json: unknown) =>
  readAnalysis(json, { features: [feature], size });

describe('what the model is asked', () => {
  test('names the features asked for and no others, and the size that boxes count in', () => {
    const words = analysisInstructions({ features: ['objects', 'colors'], size });
    expect(words).toContain('"objects"');
    expect(words).toContain('"colors"');
    expect(words).not.toContain('"faces"');
    expect(words).toContain('1280 pixels wide and 720 pixels high');
    expect(analysisInstructions({ features: ['text'], size: undefined })).not.toContain('wide');
  });

  test('has a schema that strict mode takes: every property required, no others allowed', () => {
    expect(analysisSchema(['labels'])).toEqual({
      type: 'object',
      properties: {
        labels: {
          type: 'array',
          items: {
            type: 'object',
            properties: { label: { type: 'string' }, confidence: { type: 'number' } },
            required: ['label', 'confidence'],
            additionalProperties: false,
          },
        },
      },
      required: ['labels'],
      additionalProperties: false,
    });
    expect(analysisSchema(VISION_FEATURES).required).toEqual(VISION_FEATURES);
  });
});

describe('what the model answered', () => {
  test('is turned into our shape', () => {
    const found = readAnalysis(
      {
        objects: [{ label: 'person', confidence: 0.92, box: [10, 20, 100, 200] }],
        labels: [{ label: 'portrait', confidence: 0.81 }],
        text: { content: 'SALE\nNOW', lines: [{ text: 'SALE', confidence: 0.93, box: [1, 2, 3, 4] }] },
        faces: [{ confidence: 0.97, box: { x: 1, y: 2, width: 3, height: 4 } }],
        colors: [{ hex: '#1D4ED8', ratio: 0.34 }],
      },
      all,
    );
    expect(found).toEqual({
      objects: [{ label: 'person', confidence: 0.92, box: { x: 10, y: 20, width: 100, height: 200 } }],
      labels: [{ label: 'portrait', confidence: 0.81 }],
      text: {
        content: 'SALE\nNOW',
        lines: [{ text: 'SALE', confidence: 0.93, box: { x: 1, y: 2, width: 3, height: 4 } }],
      },
      faces: [{ confidence: 0.97, box: { x: 1, y: 2, width: 3, height: 4 } }],
      colors: [{ hex: '#1d4ed8', ratio: 0.34 }],
    });
  });

  test.each([
    [[1200, 700, 500, 500], { x: 1200, y: 700, width: 80, height: 20 }],
    [[-10, -10, 30, 40], { x: 0, y: 0, width: 20, height: 30 }],
    [[10.4, 20.6, 5.2, 5], { x: 10, y: 21, width: 6, height: 5 }],
  ])('a box %j is cut to the picture', (box, cut) => {
    expect(only('faces', { faces: [{ confidence: 1, box }] })?.faces).toEqual([{ confidence: 1, box: cut }]);
  });

  test.each([
    [[1300, 10, 50, 50]],
    [[10, 10, -5, 5]],
    [[10, 10, 0, 5]],
    [[10, 10, 5]],
    [[10, 10, 5, '5']],
    [[10, 10, 5, null]],
    ['10,10,5,5'],
    [{ x: 1, y: 2 }],
  ])('a box %j is none: an object there is none either', (box) => {
    expect(only('objects', { objects: [{ label: 'cat', box }] })?.objects).toEqual([]);
    expect(only('faces', { faces: [{ box }] })?.faces).toEqual([]);
    // Writing can be read wherever it stands.
    const lines = [{ text: 'SALE', box }];
    expect(only('text', { text: { content: 'SALE', lines } })?.text).toEqual({
      content: 'SALE',
      lines: [{ text: 'SALE' }],
    });
  });

  test('what makes no sense is left out, and figures are not guessed', () => {
    expect(
      only('labels', { labels: [{ label: '  ' }, null, 7, 'cat', { label: ' dog ', confidence: 92 }] })?.labels,
    ).toEqual([{ label: 'cat' }, { label: 'dog' }]);
    expect(
      only('colors', { colors: ['#ABCDEF', 'red', { hex: '#fff' }, { hex: '#000000', ratio: -1 }] })?.colors,
    ).toEqual([{ hex: '#abcdef' }, { hex: '#000000' }]);
    expect(only('objects', { objects: [{ label: 'sky' }] })?.objects).toEqual([{ label: 'sky' }]);
    expect(only('text', { text: 'SALE' })?.text).toEqual({ content: 'SALE', lines: [] });
    expect(only('text', { text: { lines: ['a', { text: 'b' }] } })?.text?.content).toBe('a\nb');
  });

  test('a feature that was asked for is there, one that was not is absent', () => {
    const json = { labels: [], faces: [{ box: [1, 1, 5, 5] }] };
    expect(readAnalysis(json, { features: ['labels', 'objects'], size })).toEqual({ labels: [], objects: [] });
  });

  test.each([[undefined], [null], ['words'], [[]], [{}], [{ faces: [] }], [{ labels: null }]])(
    '%j is no analysis',
    (json) => {
      expect(readAnalysis(json, { features: ['labels'], size })).toBeUndefined();
    },
  );

  test('whatever it answered, the outcome is of our shape and every box lies in the picture', () => {
    const box = fc.oneof(fc.array(fc.double(), { minLength: 3, maxLength: 4 }), fc.jsonValue());
    const entry = fc.record({
      label: fc.jsonValue(),
      text: fc.string(),
      hex: fc.string(),
      box,
      confidence: fc.double(),
    });
    const list = fc.oneof(fc.array(fc.oneof(entry, fc.jsonValue())), fc.jsonValue());
    const answer = fc.record({
      objects: list,
      labels: list,
      text: fc.record({ content: fc.jsonValue(), lines: list }),
      faces: list,
      colors: list,
    });
    fc.assert(
      fc.property(fc.oneof(answer, fc.jsonValue()), (value) => {
        // As it comes over the wire: without NaN and negative zeros.
        const found = readAnalysis(JSON.parse(JSON.stringify(value)), all);
        if (found === undefined) return;
        const analysis = visionAnalysisSchema.parse({ object: 'vision.analysis', model: 'm', ...found });
        expect(JSON.parse(JSON.stringify(found))).toEqual(found);
        const boxes = [...(analysis.objects ?? []), ...(analysis.faces ?? []), ...(analysis.text?.lines ?? [])];
        for (const { box: one } of boxes) {
          if (one === undefined) continue;
          expect(Math.min(one.x, one.y)).toBeGreaterThanOrEqual(0);
          expect(Math.min(one.width, one.height)).toBeGreaterThanOrEqual(1);
          expect(one.x + one.width).toBeLessThanOrEqual(size.width);
          expect(one.y + one.height).toBeLessThanOrEqual(size.height);
        }
      }),
    );
  });
});
