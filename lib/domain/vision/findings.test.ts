import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMsOf } from '#e2e/support/cpu-time.ts';
import { coordinatesOf, type Finding, readFindings } from './findings.ts';

const size = { width: 1000, height: 500 };
const read = (answer: unknown) => readFindings(answer, size);
const brief = ({ id, layer, label, box: at }: Finding) =>
  [id, layer, label, at && [at.x, at.y, at.width, at.height].map(Math.round)] as const;
const found = (answer: unknown) => read(answer).findings.map(brief);

const box = { x: 10, y: 20, width: 100, height: 200 };
const ours = {
  object: 'vision.analysis',
  model: 'm',
  image: size,
  objects: [{ label: 'person', confidence: 0.92, box }],
  labels: [{ label: 'portrait', confidence: 0.81 }],
  text: { content: 'SALE\nNOW', lines: [{ text: 'SALE', confidence: 0.93, box }, { text: 'NOW' }] },
  faces: [{ confidence: 0.97, box }, { confidence: 0.2 }],
  colors: [{ hex: '#1D4ED8', ratio: 0.34 }],
};

describe('our own shape', () => {
  test('is read whole', () => {
    expect(read(ours)).toEqual({
      findings: [
        { id: 'objects.0', layer: 'objects', label: 'person', confidence: 0.92, box },
        { id: 'text.lines.0', layer: 'text', label: 'SALE', confidence: 0.93, box },
        { id: 'text.lines.1', layer: 'text', label: 'NOW', confidence: undefined, box: undefined },
        { id: 'faces.0', layer: 'faces', label: '', confidence: 0.97, box },
        { id: 'faces.1', layer: 'faces', label: '', confidence: 0.2, box: undefined },
      ],
      labels: [{ id: 'labels.0', label: 'portrait', confidence: 0.81 }],
      text: 'SALE\nNOW',
      colors: [{ id: 'colors.0', hex: '#1d4ed8', ratio: 0.34 }],
      isOurs: true,
    });
  });

  test('tells how many lines were not read; other shapes tell nothing', () => {
    const text = (unread_lines: unknown) => ({ ...ours, text: { ...ours.text, unread_lines } });
    expect(read(text(7)).unreadLines).toBe(7);
    for (const none of [text(0), text(-1), text(0.5), text('7'), ours, { ...text(7), object: 'other' }]) {
      expect(read(none).unreadLines).toBeUndefined();
    }
  });

  test('is held to: small boxes are no shares, other lists are not looked at', () => {
    const answer = { ...ours, objects: [{ label: 'dot', box: { x: 0, y: 0, width: 1, height: 1 } }], text: undefined };
    expect(found({ ...answer, faces: undefined, predictions: [{ bbox: [1, 2, 3, 4] }] })).toEqual([
      ['objects.0', 'objects', 'dot', [0, 0, 1, 1]],
    ]);
  });

  test('tells what was not asked for from what was not found', () => {
    const { labels, text, colors } = read({ object: 'vision.analysis', model: 'm', labels: [] });
    expect({ labels, text, colors }).toEqual({ labels: [], text: undefined, colors: undefined });
    expect(read({ object: 'vision.analysis', model: 'm', text: { content: '' } }).text).toBe('');
  });

  test('is understood field by field where some are broken', () => {
    const { findings, labels, text, isOurs } = read({
      objects: [{ label: 'cat', confidence: '0.9', box }, { label: 7 }, null, 'dog', { label: 'bird', box: [1, 2] }],
      labels: [{ label: 'pet', confidence: 92 }, { name: 'animal' }, 'fur', 3],
      text: { lines: [{ text: 'A', box }, 'B'] },
      faces: 'two',
    });
    expect(isOurs).toBe(false);
    expect(findings.map(brief)).toEqual([
      ['objects.0', 'objects', 'cat', [10, 20, 100, 200]],
      ['objects.3', 'objects', 'dog', undefined],
      ['objects.4', 'objects', 'bird', undefined],
      ['text.lines.0', 'text', 'A', [10, 20, 100, 200]],
      ['text.lines.1', 'text', 'B', undefined],
    ]);
    expect(findings[0]?.confidence).toBeUndefined();
    expect(labels?.map(({ label, confidence }) => [label, confidence])).toEqual([
      ['pet', 0.92],
      ['animal', undefined],
      ['fur', undefined],
    ]);
    expect(text).toBe('A\nB');
  });

  test('boxes are cut to the picture; what lies outside was not found, but writing can be read all the same', () => {
    const at = (x: number, y: number) => ({ x, y, width: 100, height: 100 });
    const objects = [
      { label: 'a', box: at(-50, 450) },
      { label: 'b', box: at(1000, 0) },
    ];
    expect(
      found({ ...ours, objects, text: { content: '', lines: [{ text: 'c', box: at(0, 600) }] }, faces: [] }),
    ).toEqual([
      ['objects.0', 'objects', 'a', [0, 450, 50, 50]],
      ['text.lines.0', 'text', 'c', undefined],
    ]);
  });
});

const vertices = (left: number, top: number, right: number, bottom: number) => [
  ...[
    { x: left, y: top },
    { x: right, y: top },
  ],
  ...[
    { x: right, y: bottom },
    { x: left, y: bottom },
  ],
];

describe('the shapes of others', () => {
  test('Google Vision', () => {
    const answer = {
      responses: [
        {
          labelAnnotations: [{ mid: '/m/1', description: 'Street', score: 0.87, topicality: 0.87 }],
          localizedObjectAnnotations: [
            {
              ...{ mid: '/m/2', name: 'Bicycle', score: 0.89 },
              // Google leaves out what is 0.
              boundingPoly: { normalizedVertices: [{ y: 0.5 }, { x: 0.25, y: 0.5 }, { x: 0.25, y: 1 }, { y: 1 }] },
            },
          ],
          faceAnnotations: [
            {
              boundingPoly: { vertices: vertices(100, 50, 200, 150) },
              fdBoundingPoly: { vertices: vertices(120, 70, 180, 140) },
              landmarks: [{ type: 'LEFT_EYE', position: { x: 130, y: 90, z: 0 } }],
              detectionConfidence: 0.7,
            },
          ],
          textAnnotations: [
            { locale: 'en', description: 'BIG SALE\n', boundingPoly: { vertices: vertices(1, 1, 90, 20) } },
            { description: 'BIG', boundingPoly: { vertices: vertices(1, 1, 40, 20) } },
            { description: 'SALE', boundingPoly: { vertices: vertices(50, 1, 90, 20) } },
          ],
          fullTextAnnotation: {
            text: 'BIG SALE\n',
            pages: [{ blocks: [{ boundingBox: { vertices: vertices(1, 1, 9, 9) } }] }],
          },
          imagePropertiesAnnotation: {
            dominantColors: { colors: [{ color: { red: 255, green: 16 }, score: 0.5, pixelFraction: 0.25 }] },
          },
        },
      ],
    };
    const at = 'responses.0';
    expect(found(answer)).toEqual([
      [`${at}.localizedObjectAnnotations.0`, 'objects', 'Bicycle', [0, 250, 250, 250]],
      [`${at}.textAnnotations.1`, 'text', 'BIG', [1, 1, 39, 19]],
      [`${at}.textAnnotations.2`, 'text', 'SALE', [50, 1, 40, 19]],
      [`${at}.faceAnnotations.0`, 'faces', '', [100, 50, 100, 100]],
    ]);
    expect(read(answer)).toMatchObject({
      labels: [{ id: `${at}.labelAnnotations.0`, label: 'Street', confidence: 0.87 }],
      text: 'BIG SALE',
      colors: [{ id: `${at}.imagePropertiesAnnotation.dominantColors.colors.0`, hex: '#ff1000', ratio: 0.25 }],
      isOurs: false,
    });
  });

  test('Azure Image Analysis', () => {
    const answer = {
      modelVersion: '2023-10-01',
      captionResult: { text: 'a person on a horse', confidence: 0.5 },
      metadata: { width: 2000, height: 1000 },
      tagsResult: { values: [{ name: 'outdoor', confidence: 0.99 }] },
      objectsResult: {
        values: [{ boundingBox: { x: 253, y: 268, w: 181, h: 144 }, tags: [{ name: 'horse', confidence: 0.8 }] }],
      },
      peopleResult: { values: [{ boundingBox: { x: 0, y: 4, w: 9, h: 8 }, confidence: 0.95 }] },
      readResult: {
        blocks: [
          {
            lines: [
              {
                text: 'You must be',
                boundingPolygon: vertices(604, 358, 701, 373),
                words: [{ text: 'You', boundingPolygon: vertices(604, 358, 630, 373), confidence: 0.9 }],
              },
            ],
          },
        ],
      },
    };
    expect(found(answer)).toEqual([
      ['objectsResult.values.0', 'objects', 'horse', [253, 268, 181, 144]],
      ['peopleResult.values.0', 'objects', '', [0, 4, 9, 8]],
      ['readResult.blocks.0.lines.0', 'text', 'You must be', [604, 358, 97, 15]],
    ]);
    expect(read(answer)).toMatchObject({
      labels: [{ id: 'tagsResult.values.0', label: 'outdoor' }],
      text: 'You must be',
      colors: undefined,
    });
    expect(read(answer).findings[0]?.confidence).toBe(0.8);
  });

  test('Azure’s older ones', () => {
    const answer = {
      objects: [{ rectangle: { x: 1, y: 2, w: 30, h: 40 }, object: 'dog', confidence: 0.7 }],
      faces: [{ age: 30, gender: 'Male', faceRectangle: { left: 5, top: 6, width: 7, height: 8 } }],
      tags: [{ name: 'grass', confidence: 0.9 }],
      analyzeResult: {
        readResults: [{ page: 1, lines: [{ boundingBox: [1, 1, 50, 1, 50, 9, 1, 9], text: 'Hello' }] }],
      },
      regions: [
        {
          boundingBox: '10,20,30,40',
          lines: [{ boundingBox: '10,20,30,4', words: [{ boundingBox: '10,20,9,4', text: 'One' }, { text: 'line' }] }],
        },
      ],
    };
    expect(found(answer)).toEqual([
      ['objects.0', 'objects', 'dog', [1, 2, 30, 40]],
      ['analyzeResult.readResults.0.lines.0', 'text', 'Hello', [1, 1, 49, 8]],
      ['regions.0.lines.0', 'text', 'One line', [10, 20, 30, 4]],
      ['faces.0', 'faces', '', [5, 6, 7, 8]],
    ]);
  });

  test('AWS Rekognition', () => {
    const BoundingBox = { Width: 0.25, Height: 0.5, Left: 0.5, Top: 0.1 };
    const answer = {
      Labels: [
        { Name: 'Car', Confidence: 98.5, Instances: [{ BoundingBox, Confidence: 97 }], Parents: [{ Name: 'Vehicle' }] },
        { Name: 'Road', Confidence: 90, Instances: [] },
      ],
      ImageProperties: { DominantColors: [{ HexCode: '#AABBCC', PixelPercent: 30 }] },
      TextDetections: [
        { DetectedText: 'EXIT 7', Type: 'LINE', Id: 0, Confidence: 99, Geometry: { BoundingBox } },
        { DetectedText: 'EXIT', Type: 'WORD', Id: 1, ParentId: 0, Confidence: 99, Geometry: { BoundingBox } },
      ],
      FaceDetails: [{ BoundingBox, Confidence: 99.9, Landmarks: [{ Type: 'eyeLeft', X: 0.5, Y: 0.2 }] }],
    };
    const place = [500, 50, 250, 250];
    expect(found(answer)).toEqual([
      ['Labels.0.Instances.0', 'objects', 'Car', place],
      ['TextDetections.0', 'text', 'EXIT 7', place],
      ['FaceDetails.0', 'faces', '', place],
    ]);
    const { findings, labels, text, colors } = read(answer);
    expect(findings[0]?.confidence).toBe(0.97);
    expect(labels).toEqual([
      { id: 'Labels.0', label: 'Car', confidence: 0.985 },
      { id: 'Labels.1', label: 'Road', confidence: 0.9 },
    ]);
    expect(text).toBe('EXIT 7');
    expect(colors).toEqual([{ id: 'ImageProperties.DominantColors.0', hex: '#aabbcc', ratio: 0.3 }]);
  });

  test.each([
    [{ bbox: [10, 20, 100, 200] }],
    [{ box: { x: 10, y: 20, width: 100, height: 200 } }],
    [{ bounding_box: { x1: 10, y1: 20, x2: 110, y2: 220 } }],
    [{ boundingBox: { left: 10, top: 20, right: 110, bottom: 220 } }],
    [{ xmin: 10, ymin: 20, xmax: 110, ymax: 220 }],
    [{ box: { x_min: 10, y_min: 20, x_max: 110, y_max: 220 } }],
    [{ bbox_2d: [10, 20, 110, 220] }],
    [{ box_2d: [40, 10, 440, 110] }],
    [{ bbox: [0.01, 0.04, 0.1, 0.4] }],
    [{ box: { x: 0.01, y: 0.04, width: 0.1, height: 0.4 } }],
    [
      {
        bbox: [
          { x: 10, y: 20 },
          { x: 110, y: 220 },
        ],
      },
    ],
    [
      {
        polygon: [
          [110, 20],
          [10, 220],
          [50, 50],
        ],
      },
    ],
    [{ polygon: [10, 20, 110, 20, 110, 220, 10, 220] }],
  ])('%j is a box', (shape) => {
    const place = [10, 20, 100, 200];
    expect(found({ predictions: [{ class: 'cat', ...shape }] })).toEqual([['predictions.0', 'objects', 'cat', place]]);
    expect(found({ what: { ever: [{ name: 'cat', ...shape }] } })).toEqual([['what.ever.0', 'other', 'cat', place]]);
    expect(found([{ label: 'cat', ...shape }])).toEqual([['0', 'other', 'cat', place]]);
  });

  test('four bare numbers are corners where sizes would lead out of the picture', () => {
    const detections = [{ bbox: [10, 20, 110, 220] }, { bbox: [700, 300, 900, 490] }];
    expect(found({ detections }).map(([, , , place]) => place)).toEqual([
      [10, 20, 100, 200],
      [700, 300, 200, 190],
    ]);
  });
});

describe('the size in which boxes are counted', () => {
  test.each([
    [{ image: { width: 500, height: 250 } }, { width: 500, height: 250 }],
    [{ metadata: { width: 333, height: 167 } }, { width: 333, height: 167 }],
    // Measured before it was turned, or made up: nothing to count by.
    [{ image: { width: 500, height: 1000 } }, size],
    [{ image: { width: 0, height: 0 } }, size],
    [{ image: { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY } }, size],
    [{ image: '500x250' }, size],
    [null, size],
  ])('of %j', (answer, counted) => {
    expect(coordinatesOf(answer, size)).toEqual(counted);
  });
});

describe('whatever was answered', () => {
  const name = fc.constantFrom(
    ...['objects', 'labels', 'text', 'faces', 'colors', 'lines', 'content', 'box', 'bbox', 'Labels', 'Instances'],
    ...['textAnnotations', 'description', 'values', 'boundingPoly', 'vertices', 'words', 'a.b', '__proto__', '', 'hex'],
  );
  const figure = fc.oneof(
    fc.integer({ min: -20, max: 1200 }),
    fc.double({ noNaN: true }),
    fc.double({ min: 0, max: 1 }),
  );
  const boxes = fc.oneof(
    fc.array(figure, { minLength: 4, maxLength: 4 }),
    fc.record({ x: figure, y: figure, width: figure, height: figure }),
    fc.record({ Left: figure, Top: figure, Width: figure, Height: figure }),
  );
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(fc.string(), figure, fc.boolean(), fc.constant(null), boxes),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(name, tie('node'), { maxKeys: 5 }),
      fc.record({ label: fc.string(), confidence: figure, box: boxes }),
    ),
  }));
  const answers = fc.oneof(node, fc.jsonValue());

  test('nothing throws, ids are unique, figures are shares, and every box lies in the picture', () => {
    fc.assert(
      fc.property(answers, (value) => {
        const answer: unknown = JSON.parse(JSON.stringify(value));
        const { findings, labels, colors } = read(answer);
        const { width, height } = coordinatesOf(answer, size);
        const all = [...findings, ...(labels ?? [])];
        const ids = [...all, ...(colors ?? [])].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { confidence = 0 } of all) expect(confidence >= 0 && confidence <= 1).toBe(true);
        for (const { hex, ratio = 0 } of colors ?? []) {
          expect(hex).toMatch(/^#[\da-f]{6}$/);
          expect(ratio >= 0 && ratio <= 1).toBe(true);
        }
        for (const { box: place } of findings) {
          if (place === undefined) continue;
          expect(Math.min(place.x, place.y)).toBeGreaterThanOrEqual(0);
          expect(Math.min(place.width, place.height)).toBeGreaterThan(0);
          expect(place.x + place.width).toBeLessThanOrEqual(width * (1 + 1e-9));
          expect(place.y + place.height).toBeLessThanOrEqual(height * (1 + 1e-9));
        }
      }),
    );
  });

  test.each([[undefined], [null], [7], ['words'], [[]], [{}], [{ choices: [{ message: { content: 'A cat.' } }] }]])(
    'nothing is found in %j',
    (answer) => {
      expect(read(answer)).toEqual({
        findings: [],
        labels: undefined,
        text: undefined,
        colors: undefined,
        isOurs: false,
      });
    },
  );

  test('an answer that is all braces, or of a hundred thousand boxes, is read in no time', () => {
    const deep: unknown = JSON.parse(`${'[{"a":'.repeat(2_000)}1${'}]'.repeat(2_000)}`);
    const wide = { objects: Array.from({ length: 100_000 }, () => ({ label: 'x', box })) };
    const ms = cpuMsOf(() => {
      expect(found(deep)).toEqual([]);
      expect(read(wide).findings).toHaveLength(1_000);
    });
    expect(ms).toBeLessThan(1_000);
  });
});
