import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VISION_FEATURES } from '#lib/contract/vision.ts';
import {
  FIRST_VISION_VIEW,
  isSure,
  parseVisionView,
  RESULT_TABS,
  SHOWN_LAYERS,
  SIDES_PX,
  toggled,
  toVisionQuery,
  visibleFindings,
} from './vision-view.ts';

const percent = fc.integer({ min: 0, max: 100 });
const view = fc.record({
  features: fc.subarray([...VISION_FEATURES], { minLength: 1 }),
  model: fc.string(),
  sidePx: fc.constantFrom(...SIDES_PX),
  hidden: fc.subarray([...SHOWN_LAYERS]),
  minPercent: fc.record({ objects: percent, labels: percent, text: percent, faces: percent, other: percent }),
  tab: fc.constantFrom(...RESULT_TABS),
});

test('an address says the whole view, and the first view is said by none', () => {
  fc.assert(
    fc.property(view, (shown) => {
      expect(parseVisionView(new URLSearchParams(String(toVisionQuery(shown))))).toEqual(shown);
    }),
  );
  expect(String(toVisionQuery(FIRST_VISION_VIEW))).toBe('');
});

test('whatever stands in an address, it is a view', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('features', 'side', 'hide', 'min', 'tab'), fc.string()), (words) => {
      const parsed = parseVisionView(new URLSearchParams(words));
      expect(parsed.features.length).toBeGreaterThan(0);
      for (const least of Object.values(parsed.minPercent)) expect(least >= 0 && least <= 100).toBe(true);
    }),
  );
  expect(parseVisionView(new URLSearchParams('features=&min=objects:1e9 text:-1&side=9')).minPercent).toEqual(
    FIRST_VISION_VIEW.minPercent,
  );
});

test('what is hidden or less certain than wished for is not drawn; what tells no certainty is', () => {
  const box = { x: 0, y: 0, width: 1, height: 1 };
  const findings = [
    { id: 'objects.0', layer: 'objects', label: 'cat', confidence: 0.4, box },
    { id: 'objects.1', layer: 'objects', label: 'dog', confidence: 0.41, box },
    { id: 'text.lines.0', layer: 'text', label: 'SALE', confidence: undefined, box },
    { id: 'faces.0', layer: 'faces', label: '', confidence: 1, box },
  ] as const;
  const minPercent = { ...FIRST_VISION_VIEW.minPercent, objects: 41, text: 100 };
  const ids = visibleFindings(findings, { hidden: ['faces'], minPercent }).map(({ id }) => id);
  expect(ids).toEqual(['objects.1', 'text.lines.0']);
  expect(isSure(0.5, 50)).toBe(true);
});

test('pressing one of several changes that one, and keeps the order', () => {
  expect(toggled(VISION_FEATURES, ['objects', 'colors'], 'text')).toEqual(['objects', 'text', 'colors']);
  expect(toggled(VISION_FEATURES, ['objects', 'colors'], 'objects')).toEqual(['colors']);
});
