import type { Locale } from './locale.ts';
import type alerts from './messages/en/alerts.json';
import type audit from './messages/en/audit.json';
import type calls from './messages/en/calls.json';
import type charts from './messages/en/charts.json';
import type chat from './messages/en/chat.json';
import type commands from './messages/en/commands.json';
import type connect from './messages/en/connect.json';
import type docs from './messages/en/docs.json';
import type errors from './messages/en/errors.json';
import type keys from './messages/en/keys.json';
import type limits from './messages/en/limits.json';
import type logs from './messages/en/logs.json';
import type models from './messages/en/models.json';
import type people from './messages/en/people.json';
import type plans from './messages/en/plans.json';
import type settings from './messages/en/settings.json';
import type shell from './messages/en/shell.json';
import type usage from './messages/en/usage.json';
import type vision from './messages/en/vision.json';
import type visionNames from './messages/en/vision-names.json';
import type visionViewer from './messages/en/vision-viewer.json';

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: {
      alerts: typeof alerts;
      audit: typeof audit;
      calls: typeof calls;
      charts: typeof charts;
      chat: typeof chat;
      commands: typeof commands;
      connect: typeof connect;
      docs: typeof docs;
      errors: typeof errors;
      keys: typeof keys;
      limits: typeof limits;
      logs: typeof logs;
      people: typeof people;
      plans: typeof plans;
      models: typeof models;
      settings: typeof settings;
      shell: typeof shell;
      usage: typeof usage;
      vision: typeof vision;
      'vision-names': typeof visionNames;
      'vision-viewer': typeof visionViewer;
    };
  }
}
