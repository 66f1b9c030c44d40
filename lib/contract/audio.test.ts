import { describe, expect, test } from 'vitest';
import { speechRequestSchema, transcriptionFieldsSchema, transcriptSchema } from './audio.ts';

describe('the form of a transcription', () => {
  const parse = (fields: object) => transcriptionFieldsSchema.safeParse({ model: 'ruijing-whisper', ...fields });

  test('json is the answer’s form unless another is asked for', () => {
    expect(transcriptionFieldsSchema.parse({ model: 'm' }).response_format).toBe('json');
    expect(transcriptionFieldsSchema.parse({ model: 'm', response_format: 'srt' }).response_format).toBe('srt');
  });

  test('what OpenAI’s client sends passes, unknown fields and repeated ones too', () => {
    const fields = {
      model: 'whisper-1',
      language: 'zh',
      prompt: '睿景',
      temperature: '0.2',
      response_format: 'verbose_json',
      'timestamp_granularities[]': ['word', 'segment'],
      'include[]': ['logprobs'],
      chunking_strategy: 'auto',
      stream: 'false',
    };
    expect(transcriptionFieldsSchema.parse(fields)).toEqual(fields);
  });

  test.each([
    [{ model: '' }, 'model'],
    [{ model: 'm'.repeat(257) }, 'model'],
    [{ model: ['a', 'b'] }, 'model'],
    [{ language: 'x'.repeat(65) }, 'language'],
    [{ response_format: 'xml' }, 'response_format'],
    [{ response_format: '' }, 'response_format'],
    [{ temperature: '' }, 'temperature'],
    [{ temperature: '1.1' }, 'temperature'],
    [{ temperature: '-0.1' }, 'temperature'],
    [{ temperature: '1e-1' }, 'temperature'],
    [{ temperature: 'Infinity' }, 'temperature'],
    [{ 'timestamp_granularities[]': ['word', 'syllable'] }, 'timestamp_granularities[].1'],
    [{ stream: 'yes' }, 'stream'],
  ])('%j: the field at fault is named', (fields, path) => {
    expect(parse(fields).error?.issues[0]?.path.join('.')).toBe(path);
  });

  test('a streamed transcript is unsupported, not wrong', () => {
    expect(parse({ stream: 'true' }).error?.issues[0]).toMatchObject({
      path: ['stream'],
      params: { code: 'unsupported_parameter' },
    });
  });
});

describe('speech', () => {
  const issueOf = (fields: object) =>
    speechRequestSchema.safeParse({ model: 'ruijing-tts', input: 'Hello', voice: 'alloy', ...fields }).error?.issues[0];

  test.each([
    {},
    { response_format: 'wav', speed: 0.25 },
    { response_format: 'opus', speed: 4, instructions: 'whisper' },
    { voice: { id: 'voice_1' } },
    { response_format: null, speed: null },
    { input: '😀'.repeat(4096) },
    { input: '字'.repeat(4096) },
    { stream_format: 'audio' },
  ])('%j passes', (fields) => {
    expect(issueOf(fields)).toBeUndefined();
  });

  test.each([
    [{ input: '' }, 'input'],
    [{ input: 'a'.repeat(4097) }, 'input'],
    [{ input: '😀'.repeat(4097) }, 'input'],
    [{ voice: undefined }, 'voice'],
    [{ voice: '' }, 'voice'],
    [{ voice: {} }, 'voice'],
    [{ model: '' }, 'model'],
    [{ response_format: 'exe' }, 'response_format'],
    [{ speed: 0.2 }, 'speed'],
    [{ speed: 4.1 }, 'speed'],
    [{ speed: '1' }, 'speed'],
  ])('%j: the field at fault is named', (fields, path) => {
    expect(issueOf(fields)?.path[0]).toBe(path);
  });

  test('speech as events is unsupported, not wrong', () => {
    expect(issueOf({ stream_format: 'sse' })).toMatchObject({ params: { code: 'unsupported_parameter' } });
  });
});

test('a transcript with more or less than this project knows is one', () => {
  expect(transcriptSchema.parse({ text: '', text_source: 'none' })).toEqual({ text: '', text_source: 'none' });
  const verbose = {
    text: 'Hi',
    language: 'english',
    duration: 1.5,
    segments: [{ id: 0, start: 0, end: 1.5, text: 'Hi', tokens: [1], avg_logprob: -0.1 }],
    words: [{ word: 'Hi', start: 0, end: 0.4 }],
  };
  expect(transcriptSchema.parse(verbose)).toEqual(verbose);
  // Some servers send it as text.
  expect(transcriptSchema.parse({ text: 'Hi', duration: '1.5' }).duration).toBeUndefined();
});
