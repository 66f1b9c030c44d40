import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['{app,components,lib,scripts}/**/*.test.{ts,tsx}'],
    setupFiles: ['scripts/test-setup.ts'],
    // One fewer would be vitest's own: of two cores, one would be idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // What a test may take is said where that is its point; all others may wait for their turn on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
