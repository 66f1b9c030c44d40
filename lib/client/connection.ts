import {
  type Connection,
  type ConnectionTest,
  connectionSchema,
  connectionTestSchema,
} from '#lib/contract/connection.ts';

/** @throws Error when the console's server does not answer */
export async function fetchConnection(signal: AbortSignal): Promise<Connection> {
  const response = await fetch('/api/connection', { signal });
  if (!response.ok) throw new Error(`GET /api/connection answered ${response.status}`);
  return connectionSchema.parse(await response.json());
}

/** Lists the models and sends one token. @throws Error when the console's server does not answer */
export async function testConnection(): Promise<ConnectionTest> {
  const response = await fetch('/api/connection', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new Error(`POST /api/connection answered ${response.status}`);
  return connectionTestSchema.parse(await response.json());
}
