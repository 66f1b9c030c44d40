import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chatRequestSchema } from '#lib/contract/chat.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import { cutText } from './reply.ts';
import { chooseCall } from './tools.ts';

test('a cut text is a beginning of the text, holds no stop sequence and no more tokens than wanted', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 60 }),
      (text, stops, maxTokens) => {
        const cut = cutText(text, stops, maxTokens);
        expect(text.startsWith(cut.text)).toBe(true);
        for (const stop of stops) expect(cut.text).not.toContain(stop);
        expect(estimateTokens(cut.text)).toBeLessThanOrEqual(maxTokens + 1);
        if (cut.finishReason === 'stop' && stops.length === 0) expect(cut.text).toBe(text);
      },
    ),
  );
});

const tool = (name: string, description: string) => ({
  type: 'function',
  function: { name, description, parameters: { type: 'object', properties: {} } },
});
const request = (rest: object) =>
  chatRequestSchema.parse({
    model: 'm',
    messages: [{ role: 'user', content: 'x' }],
    tools: [tool('searchFlights', 'Find flights between two airports'), tool('get_weather', '查询天气预报')],
    ...rest,
  });

test.each([
  ['book a flight to Paris', 'searchFlights'],
  ['上海明天天气如何', 'get_weather'],
  ['tell me a joke', undefined],
])('%s: the tool whose words fit, or none', (question, name) => {
  expect(chooseCall(request({}), question)?.name).toBe(name);
});

test('required calls one even where none fits, none calls none', () => {
  expect(chooseCall(request({ tool_choice: 'required' }), 'tell me a joke')).toBeDefined();
  expect(chooseCall(request({ tool_choice: 'none' }), 'weather')).toBeUndefined();
});
