import { expect, test } from 'vitest';
import { aigcMetadata, frontMatter, labelledText } from './label.ts';

const model = (requestId?: string) => ({ sandbox: false, requestId });
const SANDBOX = { sandbox: true, requestId: 'req_s' };

test('a copy ends with the label', () => {
  expect(labelledText('a\nb', '内容由 AI 生成')).toBe('a\nb\n\n内容由 AI 生成');
});

test('metadata names who provides it and the requests that generated it, and no others', () => {
  expect(aigcMetadata([model('req_1'), SANDBOX, model('req_2'), model()], '某公司')).toEqual({
    Label: '1',
    ContentProducer: '某公司',
    ProduceID: 'req_1,req_2',
  });
});

test('what is not known is left out', () => {
  expect(aigcMetadata([model()], '')).toEqual({ Label: '1' });
});

test('what the sandbox answered is never said to be generated', () => {
  expect(aigcMetadata([SANDBOX], '某公司')).toBeUndefined();
  expect(frontMatter(undefined, '由沙盒作答')).toBe('---\nlabel: "由沙盒作答"\n---');
});

test('front matter stays one document of YAML, whatever the provider is called', () => {
  const text = frontMatter(aigcMetadata([model('req_1')], 'a "b"\\ : #'), 'AI: x');
  expect(text).toBe(
    [
      '---',
      'AIGC:',
      '  Label: "1"',
      '  ContentProducer: "a \\"b\\"\\\\ : #"',
      '  ProduceID: "req_1"',
      'label: "AI: x"',
      '---',
    ].join('\n'),
  );
});
