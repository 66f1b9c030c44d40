import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { getContainer } from '#lib/server/container.ts';

/** Gives the routes that a file tests a container of their own, with an empty folder for what it keeps. */
export function ownDataDir(): void {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'ruijing-routes-'));
    vi.stubEnv('RUIJING_DATA_DIR', dataDir);
    vi.stubEnv('RUIJING_LOG', 'silent');
  });
  afterAll(async () => {
    await (await getContainer().services()).close();
    rmSync(dataDir, { recursive: true });
    vi.unstubAllEnvs();
  });
}
