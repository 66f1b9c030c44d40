import type { Preferences } from '#lib/contract/preferences.ts';

/** Remembers choices in cookies that the server sets, so that the next page is rendered with them. */
export async function savePreferences(preferences: Preferences): Promise<void> {
  await fetch('/api/preferences', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(preferences),
    // A person may leave at once.
    keepalive: true,
  });
}
