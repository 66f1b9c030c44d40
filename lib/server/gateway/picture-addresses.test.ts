import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';

let fake: FakeUpstream;
let gateway: GatewayServer;

beforeAll(async () => {
  fake = await startFakeUpstream();
  gateway = await startGateway({ upstream: remoteTo(fake.url) });
});
afterAll(async () => {
  await gateway.close();
  await fake.close();
});

const chatAbout = (url: string) => ({
  model: 'fake-large',
  messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
});

test.each([
  ['chat/completions', 'messages.0.content.0.image_url.url', chatAbout],
  ['vision/analyze', 'image', (image: string) => ({ image, features: ['labels'] })],
  ['vision/analyze', 'image_url', (image_url: string) => ({ image_url, features: ['labels'] })],
])('T-SSRF-04 %s: a picture inside our network is refused as %s, and the upstream hears nothing', async (...row) => {
  const [path, param, bodyOf] = row;
  for (const url of ['https://169.254.169.254/latest', 'https://[::ffff:10.0.0.1]/', 'file:///etc/passwd']) {
    const response = await fetch(`${gateway.origin}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(url)),
    });
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({ code: 'url_not_allowed', param });
  }
  expect(fake.seen).toEqual([]);
});
