import { getAuthTables } from 'better-auth/db';
import { describe, expect, test } from 'vitest';
import { places } from '#e2e/support/places.ts';
import { createLog } from '#lib/server/log.ts';
import { createLibrary } from './library.ts';

const options = {
  log: createLog('silent', () => undefined),
  timeZone: 'Asia/Shanghai',
  interrupted: () => {
    throw new Error('No call is made here');
  },
};

describe.each([...places()])('on %s', (_, newPlace) => {
  test('our tables are those that the sign-in library asks for', async () => {
    const place = await newPlace();
    const storage = await place.open(options);
    const { options: asked } = createLibrary({ database: storage.signIn, secret: 'x'.repeat(32), secure: true });
    const tables = Object.values(getAuthTables(asked));
    expect(tables.map(({ modelName }) => modelName).sort()).toEqual(['account', 'person', 'session', 'verification']);
    for (const { modelName, fields } of tables) {
      const columns = Object.entries(fields).map(([name, { fieldName = name }]) => fieldName);
      expect(await place.run(`SELECT id, ${columns.join(', ')} FROM ${modelName}`)).toEqual([]);
    }
    await storage.close();
    await place.remove();
  });
});
