import { expect, test } from 'vitest';
import { createEgress, type Lookup } from './egress.ts';
import { InnerAddress, publicLookup } from './public-lookup.ts';

const resolver =
  (addresses: Readonly<Record<string, readonly string[]>>): Lookup =>
  (name, _, callback) =>
    callback(
      null,
      (addresses[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

test('T-SSRF-06 a name with any inner address is refused before a connection, unless it is trusted', async () => {
  const lookup = resolver({
    'inner.example': ['127.0.0.1'],
    'both.example': ['93.184.215.14', '127.0.0.1'],
    'six.example': ['::1'],
    'hooks.inner': ['127.0.0.1'],
  });
  const egress = createEgress({ connectMs: 500, lookup: publicLookup({ trusted: ['hooks.inner'], lookup }) });
  const failureOf = (address: string) =>
    egress
      .send({ method: 'POST', url: new URL(address), headers: {}, body: '', signal: AbortSignal.timeout(2_000) })
      .then(() => undefined)
      .catch((error: unknown) => error);
  for (const name of ['inner.example', 'both.example', 'six.example']) {
    expect(await failureOf(`https://${name}/`), name).toBeInstanceOf(InnerAddress);
  }
  // Nothing listens there, but it was asked.
  expect(await failureOf('http://hooks.inner:9/')).toMatchObject({ code: 'ECONNREFUSED' });
  await egress.close();
});
