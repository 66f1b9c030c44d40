import { expect, test } from 'vitest';
import { createSeal } from './seal.ts';
import { createWebhookSecrets, showAddress } from './webhook-secrets.ts';

const SECRET = 'k3J9vQ1xT7mB5nW2zR8pL4sD6fH0gC3y';

test('what is sealed is read with the same secret and purpose only, and not once it was changed', () => {
  const seal = createSeal(SECRET, 'webhooks');
  const sealed = seal.close('密钥 and address');
  expect(sealed).not.toContain('address');
  expect(seal.close('密钥 and address')).not.toBe(sealed);
  expect(createSeal(SECRET, 'webhooks').open(sealed)).toBe('密钥 and address');
  for (const other of [createSeal(`${SECRET}x`, 'webhooks'), createSeal(SECRET, 'other')]) {
    expect(other.open(sealed)).toBeUndefined();
  }
  const [nonce, tag, hidden] = sealed.split('.');
  for (const broken of [`${nonce}.${tag}.AAAA`, `${nonce}.AAAA.${hidden}`, `${nonce}.${tag}`, 'x', '']) {
    expect(seal.open(broken), broken).toBeUndefined();
  }
});

test('an address is shown so that its key is not', () => {
  const key = '693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa';
  expect(showAddress(`https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`)).toBe(
    'https://qyapi.weixin.qq.com/…5aaa',
  );
  expect(showAddress('http://127.0.0.1:8080/')).toBe('http://127.0.0.1:8080/');
  expect(showAddress('https://a.example/abcd')).toBe('https://a.example/…');
  const { open, close } = createWebhookSecrets(SECRET);
  expect(open(close({ address: 'https://a.example/', secret: null }))).toEqual({
    address: 'https://a.example/',
    secret: null,
  });
});
