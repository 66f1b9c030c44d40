import { afterEach, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { callEveryEndpoint, checkHeaders, LIMITS } from '#e2e/support/every-endpoint.ts';
import { startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServerOptions, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { testDatabaseUrl, testRedisUrl } from '#e2e/support/services.ts';
import { openShared } from '#e2e/support/shared-storage.ts';
import { ENDPOINT_IDS } from '#lib/contract/endpoints.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** What a gateway is opened on, and what is to be done away with afterwards. */
type Place = () => Promise<Pick<GatewayServerOptions, 'open'>>;

const STORAGES: Record<string, Place> = { SQLite: () => Promise.resolve({}) };
if (testDatabaseUrl() !== undefined && testRedisUrl() !== undefined) {
  STORAGES['Postgres and Redis'] = async () => {
    const { open, remove } = await openShared();
    cleanups.push(remove);
    return { open };
  };
}

for (const [name, place] of Object.entries(STORAGES)) {
  test(`${name}: every endpoint in every form, with the headers of the specification, metered to the token`, async () => {
    const fake = await startFakeUpstream(0, { vision: true });
    cleanups.push(() => fake.close());
    const gateway = await startGateway({ upstream: remoteTo(fake.url, 'sk-upstream'), ...(await place()) });
    cleanups.push(() => gateway.close());
    const { plans, keys } = gateway.services;
    await plans.create({ id: 'all', name: 'all', limits: LIMITS }, LOCAL_DOER.actor);
    const { key, id } = await keys.create({ name: 'all', plan: 'all' }, LOCAL_DOER);

    const made = await callEveryEndpoint(gateway.origin, key);
    checkHeaders(made);

    await gateway.storage.ledger.flush();
    const rows = await gateway.storage.ledger.rows('', 1_000);
    expect(rows.map(({ requestId }) => requestId).sort()).toEqual(
      made.map(({ headers }) => headers.get('x-request-id')).sort(),
    );
    for (const endpoint of ENDPOINT_IDS) {
      const metered = rows.filter((row) => row.endpoint === endpoint);
      expect(metered.length, endpoint).toBeGreaterThan(0);
      for (const row of metered) {
        expect(row, endpoint).toMatchObject({ keyId: id, owner: 'local', plan: 'all', outcome: 'ok', status: 200 });
        expect(row.answerBytes, endpoint).toBeGreaterThan(0);
        if (endpoint.startsWith('models.')) continue;
        expect(row.source, endpoint).not.toBe('none');
        // Each is measured by something: words, pictures or the length of the sound.
        expect(row.promptTokens + row.completionTokens + row.images + (row.audioMs ?? 0), endpoint).toBeGreaterThan(0);
        expect(row.requestBytes, endpoint).toBeGreaterThan(0);
      }
    }
    const reported = rows.filter(({ source }) => source === 'upstream');
    expect({
      promptTokens: reported.reduce((sum, row) => sum + row.promptTokens, 0),
      completionTokens: reported.reduce((sum, row) => sum + row.completionTokens, 0),
    }).toEqual(fake.reported());
  });
}
