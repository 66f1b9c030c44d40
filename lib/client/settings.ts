import { type Settings, type SettingsPatch, settingsSchema } from '#lib/contract/settings.ts';
import { callApi } from './api.ts';

export const settingsQuery = {
  queryKey: ['settings'],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<Settings> =>
    callApi('/api/settings', { answer: settingsSchema, signal }),
  staleTime: 0,
} as const;

/** What is left out stays as it is. @throws ApiRefusal */
export const changeSettings = (patch: SettingsPatch): Promise<Settings> =>
  callApi('/api/settings', { method: 'PATCH', body: patch, answer: settingsSchema });
