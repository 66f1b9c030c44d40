import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { imageTypeOf, parseImageSource, visionAnalysisSchema, visionRequestSchema } from './vision.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const JPEG = Buffer.from('ffd8ffe000104a46494600010101004800480000ffdb0043', 'hex');
const WEBP = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1'), Buffer.alloc(20)]);
const GIF = Buffer.concat([Buffer.from('GIF89a', 'latin1'), Buffer.alloc(20)]);
const PICTURES = [
  ['image/png', PNG],
  ['image/jpeg', JPEG],
  ['image/webp', WEBP],
  ['image/gif', GIF],
] as const;

const png = PNG.toString('base64');
const codeOf = (image: string) => {
  const source = parseImageSource(image);
  return source.kind === 'refused' ? source.code : source.kind;
};

describe('where the picture is', () => {
  test.each(PICTURES)('%s in base64 is told by its bytes', (type, bytes) => {
    const base64 = bytes.toString('base64');
    expect(parseImageSource(base64)).toEqual({ kind: 'base64', type, base64 });
    expect(parseImageSource(`data:${type};base64,${base64}`)).toEqual({ kind: 'base64', type, base64 });
    expect(imageTypeOf(bytes)).toBe(type);
  });

  test('an https address stays as it is', () => {
    const url = 'https://example.com/a b.jpg?q=1';
    expect(parseImageSource(url)).toEqual({ kind: 'url', url });
  });

  test('base64 of several lines is taken', () => {
    const lines = Buffer.concat([PNG, Buffer.alloc(300, 7)])
      .toString('base64')
      .replace(/.{76}/g, '$&\n');
    expect(codeOf(`${lines}\n`)).toBe('base64');
  });

  test.each([
    'http://example.com/a.jpg',
    'HTTP://example.com/a.jpg',
    'ftp://example.com/a.jpg',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'blob:https://example.com/1',
    'gopher://127.0.0.1:6379/_x',
    '//example.com/picture.jpg',
    'example.com/picture.jpg',
    ' https://example.com/a.jpg',
    '../../etc/passwd.png',
    'https://',
    'https://user:password@example.com/a.jpg',
    'https://user@example.com/a.jpg',
    `https://example.com/${'a'.repeat(9000)}`,
    '',
  ])('T-SSRF-08 neither https nor data nor base64: %s', (image) => {
    expect(codeOf(image)).toBe('url_not_allowed');
  });

  test.each([
    ['SVG', `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')}`],
    ['AVIF', `data:image/avif;base64,${Buffer.from('\0\0\0\x20ftypavif\0\0\0\0avifmif1').toString('base64')}`],
    ['a page', `data:text/html;base64,${Buffer.from('<script>alert(1)</script>').toString('base64')}`],
    ['no base64', 'data:image/png,%89PNG'],
    ['nothing at all', 'data:'],
    [
      'a page that is called a picture',
      `data:image/png;base64,${Buffer.from('<html></html>      ').toString('base64')}`,
    ],
    ['a picture of another type', `data:image/jpeg;base64,${png}`],
    ['words in base64', Buffer.from('these are words and no picture').toString('base64')],
    ['a path that could be base64', '/etc/passwd/etc/passwd'],
    ['a head with rubbish behind it', `${png.slice(0, 24)}<script>`],
  ])('T-SSRF-08 no picture of the allowed types: %s', (_, image) => {
    expect(codeOf(image)).toBe('unsupported_media');
  });

  test('28 MiB cost no more than a glance', () => {
    const image = PNG.toString('base64').slice(0, 24) + 'A'.repeat(28 * 1024 * 1024);
    const startMs = performance.now();
    for (let turn = 0; turn < 100; turn++) parseImageSource(image);
    // Reading through it once takes some 20 ms.
    expect(performance.now() - startMs).toBeLessThan(1000);
  });

  test('no text throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(parseImageSource(text).kind).toMatch(/^(url|base64|refused)$/);
        expect(parseImageSource(`data:image/png;base64,${text}`).kind).toMatch(/^(base64|refused)$/);
      }),
    );
  });
});

describe('the request', () => {
  const url = 'https://example.com/a.jpg';
  const issueOf = (body: unknown) => {
    const issue = visionRequestSchema.safeParse(body).error?.issues[0];
    return issue === undefined ? undefined : { path: issue.path.join('.'), message: issue.message };
  };

  test('the picture by either name, with fields that this project does not know', () => {
    expect(visionRequestSchema.safeParse({ image: url, features: ['objects', 'text'] }).success).toBe(true);
    const other = { image_url: png, features: ['faces'], model: null, detail: 'high' };
    expect(visionRequestSchema.parse(other)).toEqual(other);
  });

  test.each([
    [{ features: ['text'] }, 'image'],
    [{ image: url, image_url: url, features: ['text'] }, 'image'],
    [{ image: 1, features: ['text'] }, 'image'],
    [{ image: 'http://example.com', features: ['text'] }, 'image'],
    [{ image: url }, 'features'],
    [{ image: url, features: [] }, 'features'],
    [{ image: url, features: 'text' }, 'features'],
    [{ image: url, features: ['text', 'text'] }, 'features'],
    [{ image: url, features: ['text', 'smiles'] }, 'features.1'],
    [{ image: url, features: ['text'], model: '' }, 'model'],
    [{ image: url, features: ['text'], model: 'm'.repeat(257) }, 'model'],
  ])('%j: the field at fault is named', (body, path) => {
    expect(issueOf(body)?.path).toBe(path);
  });

  test('a refused picture tells its error code, and is not repeated', () => {
    const body = { image: 'http://127.0.0.1/secret', features: ['text'] };
    const issue = visionRequestSchema.safeParse(body).error?.issues[0];
    expect(issue).toMatchObject({ code: 'custom', params: { code: 'url_not_allowed' } });
    expect(JSON.stringify(issue)).not.toContain('secret');
  });
});

test('the specification’s example is an analysis', () => {
  const box = { x: 10, y: 20, width: 100, height: 200 };
  const analysis = {
    object: 'vision.analysis',
    model: 'ruijing-vision',
    image: { width: 1280, height: 720 },
    objects: [{ label: 'person', confidence: 0.92, box }],
    labels: [{ label: 'portrait', confidence: 0.81 }],
    text: { content: '...', lines: [{ text: '...', confidence: 0.93, box }] },
    faces: [{ confidence: 0.97, box }],
    colors: [{ hex: '#1d4ed8', ratio: 0.34 }],
    usage: { total_tokens: 0 },
  };
  expect(visionAnalysisSchema.parse(analysis)).toEqual(analysis);
});
