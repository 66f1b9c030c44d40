import { expect, test } from 'vitest';
import { detectLanguage } from './language.ts';

test.each([
  ['怎么流式输出？', 'zh'],
  ['stream 怎么用', 'zh'],
  ['stream_options include_usage 怎么用', 'zh'],
  ['max_tokens 默认是多少', 'zh'],
  ['How do I stream?', 'en'],
  ['What does 你好 mean in English', 'en'],
  ['how do I use 流式 responses', 'en'],
])('%s is %s', (text, language) => {
  expect(detectLanguage([text])).toBe(language);
});

test('a text of code and figures has the language of the one before it', () => {
  expect(detectLanguage(['怎么重试？', '429?'])).toBe('zh');
  expect(detectLanguage(['怎么重试？', 'Python?'])).toBe('zh');
  expect(detectLanguage(['怎么重试？', 'max_tokens'])).toBe('zh');
  expect(detectLanguage(['How do I retry?', '429?'])).toBe('en');
  expect(detectLanguage(['429?'])).toBe('en');
  expect(detectLanguage([])).toBe('en');
});
