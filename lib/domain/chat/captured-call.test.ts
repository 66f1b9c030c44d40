import { expect, test } from 'vitest';
import { type CapturedCall, isWhole, reopenCall } from './captured-call.ts';
import { ImportFault } from './import-fault.ts';

let ids = 0;
const newId = () => `message-${++ids}`;

const CALL = {
  ...{ requestId: 'req_1', model: 'm', sandbox: false, status: 200, streamed: false, durationMs: 1_234.5 },
} as const;

const ANSWER = JSON.stringify({
  ...{ id: 'c1', object: 'chat.completion', model: 'm' },
  choices: [{ index: 0, message: { role: 'assistant', content: '你好！' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
});

const captured = (body: object, fields: Partial<CapturedCall> = {}): CapturedCall => ({
  call: CALL,
  request: JSON.stringify(body),
  answer: ANSWER,
  ...fields,
});

const said = ({ conversation }: ReturnType<typeof reopenCall>) =>
  (conversation.messages ?? []).map(({ role, text }) => [role, text]);

const MESSAGES = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: '在吗？' },
  { role: 'assistant', content: '在。' },
  { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
];

test('a call becomes a conversation: messages by role, model, parameters, and the answer as the last word', () => {
  const reopened = reopenCall(captured({ model: 'asked', temperature: 0.2, stop: 'X', messages: MESSAGES }), newId);
  const { conversation, notCarried } = reopened;
  expect(conversation.settings).toEqual({
    ...{ model: 'asked', system: 'Be brief.', parameters: { temperature: 0.2, stop: ['X'] } },
  });
  expect(said(reopened)).toEqual([
    ['user', '在吗？'],
    ['assistant', '在。'],
    ['user', 'Hello'],
    ['assistant', '你好！'],
  ]);
  const last = conversation.messages?.at(-1);
  expect(conversation.headId).toBe(last?.id);
  expect(last?.parentId).toBe(conversation.messages?.at(-2)?.id);
  expect(last?.answer).toMatchObject({
    ...{ model: 'm', requestId: 'req_1', status: 'done', finishReason: 'stop' },
    usage: { promptTokens: 9, completionTokens: 3 },
    timings: { totalMs: 1_235 },
  });
  expect(isWhole(notCarried)).toBe(true);
});

test('a stream’s answer is put together of its events; one that was cut, of those that are whole', () => {
  const event = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
  const call = { ...CALL, streamed: true };
  const body = { messages: MESSAGES, stream: true };
  const whole = `: ping\n\n${event('春')}${event('风')}data: [DONE]\n\n`;
  expect(said(reopenCall(captured(body, { call, answer: whole }), newId)).at(-1)).toEqual(['assistant', '春风']);
  const cut = whole.slice(0, whole.lastIndexOf('风'));
  expect(said(reopenCall(captured(body, { call, answer: cut }), newId)).at(-1)).toEqual(['assistant', '春']);
});

test('an answer that was refused stands there as the failure that it was', () => {
  const error = { message: 'Too many.', type: 'rate_limit_error', param: null, code: 'rate_limit_exceeded' };
  const call = { ...CALL, status: 429 };
  const { conversation } = reopenCall(
    captured({ messages: MESSAGES }, { call, answer: JSON.stringify({ error }) }),
    newId,
  );
  expect(conversation.messages?.at(-1)?.answer).toMatchObject({
    status: 'failed',
    failure: { status: 429, code: 'rate_limit_exceeded', message: 'Too many.' },
  });
});

test('pictures in the request go along, those at an address cannot', () => {
  const content = [
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
    { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
    { type: 'input_audio', input_audio: {} },
  ];
  const { conversation, pictures, notCarried } = reopenCall(captured({ messages: [{ role: 'user', content }] }), newId);
  const [question] = conversation.messages ?? [];
  expect(question?.text).toBe('What is this?');
  expect(question?.pictures).toMatchObject([{ mediaType: 'image/png' }]);
  expect(pictures.get(question?.pictures?.[0]?.id ?? '')).toBe('iVBORw0KGgo=');
  expect(notCarried).toMatchObject({ pictures: 1, parts: 1 });
});

test('what a conversation has no place for is told', () => {
  const body = {
    messages: [...MESSAGES, { role: 'tool', content: '42', tool_call_id: 'a' }],
    tools: [{ type: 'function', function: { name: 'f' } }],
    response_format: { type: 'json_object' },
    logit_bias: null,
    n: 2,
  };
  const { notCarried } = reopenCall(captured(body, { answer: null }), newId);
  expect(notCarried).toEqual({
    ...{ toolMessages: 1, tools: true, parameters: ['response_format', 'n'], pictures: 0, parts: 0, answer: true },
  });
  expect(isWhole(notCarried)).toBe(false);
});

test.each(['{"model": "m", "mess', '[]', '{"input": "text"}', JSON.stringify({ messages: [{ role: 'wizard' }] })])(
  'what is no chat request is refused in words: %s',
  (request) => {
    expect(() => reopenCall({ ...captured({}), request }, newId)).toThrow(ImportFault);
  },
);
