import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NODE_MODULE, pythonWith, type Runner, runCode, SHELL } from '#e2e/support/programs.ts';
import { VISION_FEATURES, visionRequestSchema } from '#lib/contract/vision.ts';
import { VISION_CODE_FORM_IDS, VISION_CODE_FORMS, type VisionCodeFormId } from './forms.ts';

const RUNNERS: Readonly<Record<VisionCodeFormId, Runner | undefined>> = {
  curl: SHELL,
  'python-requests': pythonWith('requests'),
  'javascript-fetch': NODE_MODULE,
};

const bodies: string[] = [];
const keys: (string | undefined)[] = [];
const server = createServer(async (request, response) => {
  bodies.push((await buffer(request)).toString('utf8'));
  keys.push(request.headers.authorization);
  response.setHeader('content-type', 'application/json').end('{"object":"vision.analysis"}');
});
const folder = mkdtempSync(join(tmpdir(), 'vision-code-'));

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe.each(VISION_CODE_FORM_IDS)('code for %s', (form) => {
  test.each([
    ['photo.jpg', ''],
    ["it's a “图” $HOME `x` \\.jpg", 'a "model" %s!'],
  ])('asks for the analysis of %s that the page asks for', async (name, model) => {
    const runner = RUNNERS[form];
    if (runner === undefined) return;
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(300_000, name)]);
    const fileName = join(folder, name);
    writeFileSync(fileName, bytes);
    const { port }: AddressInfo = Object.assign({ port: 0, address: '', family: '' }, server.address());
    const code = VISION_CODE_FORMS[form].write({
      ...{ baseUrl: `http://127.0.0.1:${port}/v1`, model, features: VISION_FEATURES, fileName },
      ...{ type: 'image/jpeg', keyNote: undefined },
    });
    const ran = await runCode(runner, code, { RUIJING_API_KEY: 'rj-test' });
    expect(ran).toMatchObject({ status: 0 });
    expect(JSON.parse(ran.stdout)).toEqual({ object: 'vision.analysis' });
    const sent: unknown = JSON.parse(bodies.at(-1) ?? '');
    expect(visionRequestSchema.parse(sent)).toEqual({
      ...(model === '' ? {} : { model }),
      features: [...VISION_FEATURES],
      image: `data:image/jpeg;base64,${bytes.toString('base64')}`,
    });
    expect(keys.at(-1)).toBe('Bearer rj-test');
  });
});
