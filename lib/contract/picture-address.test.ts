import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORBIDDEN_HOSTS, FORBIDDEN_SHAPES, OTHER_SCHEMES } from '#e2e/support/forbidden-addresses.ts';
import { chatRequestSchema } from './chat.ts';
import { refusalOfAddress } from './picture-address.ts';
import { parseImageSource } from './vision.ts';

const ALLOWED = [
  ...['https://example.com/a.png', 'HTTPS://EXAMPLE.COM/a b.png?q=1#x', 'https://example.com:443/a.png', 'https://a.b'],
  ...[
    'https://8.8.8.8/a.png',
    'https://100.63.255.255',
    'https://100.128.0.1',
    'https://172.15.0.1',
    'https://172.32.0.1',
  ],
  ...[
    'https://11.0.0.1',
    'https://126.255.255.255',
    'https://128.0.0.1',
    'https://223.255.255.255',
    'https://192.0.1.1',
  ],
  ...[
    'https://[2606:4700::1111]/a.png',
    'https://[2001:4860:4860::8888]',
    'https://[2001:200::1]',
    'https://[3fff:1000::1]',
  ],
  ...[
    'https://localhost.example.com',
    'https://notlocalhost.com',
    'https://bücher.example/a.png',
    'https://127.0.0.1.nip.io',
  ],
  'https://example.com/https://user@127.0.0.1:80/a.png?to=@x',
];

const chatWith = (...parts: unknown[]) => ({
  model: 'm',
  messages: [
    { role: 'system', content: 'see' },
    { role: 'user', content: [{ type: 'text', text: 'what is this?' }, ...parts] },
  ],
});

const issueOf = (...parts: unknown[]) => chatRequestSchema.safeParse(chatWith(...parts)).error?.issues[0];
const picture = (url: string) => ({ type: 'image_url', image_url: { url } });

describe('T-SSRF-04 an address that no server may be asked to load', () => {
  test.each([...FORBIDDEN_HOSTS, ...FORBIDDEN_SHAPES, ...OTHER_SCHEMES])('%s', (url) => {
    expect(refusalOfAddress(url)).toBeDefined();
    expect(parseImageSource(url)).toMatchObject({ kind: 'refused', code: 'url_not_allowed' });
    expect(issueOf(picture(url))).toMatchObject({
      code: 'custom',
      path: ['messages', 1, 'content', 1, 'image_url', 'url'],
      params: { code: 'url_not_allowed' },
    });
  });

  test('the refusal does not repeat it', () => {
    const secret = 'https://user:secret@example.com/a.png';
    expect(JSON.stringify([refusalOfAddress(secret), issueOf(picture(secret))])).not.toContain('secret');
  });

  test('no public name or address in a private block gets through, however it is written', () => {
    const byte = fc.nat(255);
    const blocks = fc.oneof(
      fc.tuple(fc.constantFrom(0, 10, 127, 224, 239, 255), byte, byte, byte),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
      fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
      fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
    );
    fc.assert(
      fc.property(blocks, ([a, b, c, d]) => {
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        const hex = (group: number) => group.toString(16);
        const v6 = `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
        const spellings = [
          `${a}.${b}.${c}.${d}`,
          `${number}`,
          `0x${hex(number)}`,
          `0${number.toString(8)}`,
          `0x${hex(a)}.0${b.toString(8)}.${c * 256 + d}`,
          ...[`[::ffff:${v6}]`, `[64:ff9b::${v6}]`, `[2002:${v6}::]`, `[::${a}.${b}.${c}.${d}]`],
        ];
        for (const host of spellings) expect(refusalOfAddress(`https://${host}/`), host).toBeDefined();
      }),
    );
  });
});

describe('an address that may be loaded', () => {
  test.each(ALLOWED)('%s', (url) => {
    expect(refusalOfAddress(url)).toBeUndefined();
    expect(parseImageSource(url)).toEqual({ kind: 'url', url });
    expect(issueOf(picture(url))).toBeUndefined();
  });
});

describe('what chat takes besides', () => {
  test.each([
    ['a picture in the text itself', picture('data:image/png;base64,iVBORw0KGgo=')],
    ['its scheme in capitals', picture('DATA:image/webp;base64,UklGRg==')],
    ['a detail', { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } }],
    ['a kind of content that this project does not know', { type: 'input_audio', input_audio: { data: 'AAAA' } }],
    ['a citation, which nobody loads', { type: 'note', source: { url: 'http://example.com/page' } }],
  ])('%s', (_, part) => {
    const request = chatWith(part);
    expect(chatRequestSchema.parse(request)).toEqual(request);
  });

  test.each([
    ['video', { type: 'video_url', video_url: { url: 'http://127.0.0.1/a.mp4' } }, ['video_url', 'url']],
    ['sound', { type: 'audio_url', audio_url: { url: 'file:///etc/passwd' } }, ['audio_url', 'url']],
    ['an address without an object', { type: 'input_image', image_url: 'https://10.0.0.1/a.png' }, ['image_url']],
    ['a second one beside words', { type: 'text', text: 'a', image_url: { url: 'http://a/' } }, ['image_url', 'url']],
  ])('but nothing else that servers load either: %s', (_, part, path) => {
    expect(issueOf(part)).toMatchObject({
      path: ['messages', 1, 'content', 1, ...path],
      params: { code: 'url_not_allowed' },
    });
  });

  test('28 MiB in the text itself cost no more than a glance', () => {
    const request = chatWith(picture(`data:image/png;base64,${'A'.repeat(28 << 20)}`));
    const startMs = performance.now();
    for (let turn = 0; turn < 100; turn++) chatRequestSchema.parse(request);
    expect(performance.now() - startMs).toBeLessThan(1000);
  });
});
