import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparable, setSpaces } from './text-spacing.ts';

test.each([
  ['森 林 防 火', '森林防火'],
  ['火警电话 : 119', '火警电话：119'],
  ['春眠不觉晓 ,处处闻啼鸟 。', '春眠不觉晓，处处闻啼鸟。'],
  ['使用率 87%, 温度 72°C', '使用率 87%，温度 72°C'],
  ['无线网络 WiFi: Guest-5G', '无线网络 WiFi: Guest-5G'],
  ['Tax (8.25%): $97.89', 'Tax (8.25%): $97.89'],
  ['Stop, look and listen!', 'Stop, look and listen!'],
  ['共 3,582.60 元', '共 3,582.60 元'],
  ['( 备注 ) 请回复', '( 备注）请回复'],
  ['(备注) 请回复', '（备注）请回复'],
  ['《 论 语 》 、 《 孟 子 》', '《论语》、《孟子》'],
])('%s is set as %s', (read, set) => {
  expect(setSpaces(read)).toBe(set);
});

test('words in Latin letters and figures keep their spaces', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      expect(setSpaces(words.join(' '))).toBe(words.join(' '));
    }),
  );
});

test('between ideographs no space is left, and setting again changes nothing', () => {
  const piece = fc.constantFrom('森', '林', ' ', '  ', ',', ':', '。', '（', ')', 'ab', '12', '!');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const set = setSpaces(pieces.join(''));
      expect(set).not.toMatch(/[森林。] [森林。]/u);
      expect(setSpaces(set)).toBe(set);
    }),
  );
});

test('texts that differ in width and spaces alone compare as equal', () => {
  expect(comparable('电话：１２３\n请 回复')).toBe(comparable('电话:123 请回复'));
});
