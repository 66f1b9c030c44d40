import { create } from 'zustand';

/**
 * What the console can be told to do, in the order in which it is listed. Their words are in the catalogue `commands`,
 * which comes when the first of them is shown.
 */
export const COMMANDS = {
  chat: [
    'newChat',
    'focusComposer',
    'stop',
    'regenerate',
    'copyAnswer',
    'chooseModel',
    'toggleParameters',
    'toggleConversations',
    'exportChat',
  ],
  vision: ['addPicture', 'toggleObjects', 'toggleLabels', 'toggleText', 'toggleFaces', 'toggleColors'],
  look: ['themeSystem', 'themeLight', 'themeDark', 'languageZh', 'languageEn'],
  console: ['openPalette', 'openShortcuts', 'connect', 'account', 'signOut'],
} as const;

export type CommandGroup = keyof typeof COMMANDS;

export type CommandId = (typeof COMMANDS)[CommandGroup][number];

export interface Command {
  readonly run: () => void;
  /** Asked when it matters; absent: always. */
  readonly enabled?: () => boolean;
}

export type Commands = Partial<Readonly<Record<CommandId, Command>>>;

/** Something that a search found, such as a conversation. */
export interface FoundItem {
  /** Apart from all others of its source. */
  readonly id: string;
  readonly label: string;
  /** A few more words, fainter. */
  readonly hint?: string;
  readonly run: () => void;
}

/** Finds things by what a person types into the palette. */
export interface CommandSource {
  readonly id: string;
  /** Above what it found, in the page's language. */
  readonly heading: string;
  /** @param signal aborted when something else was typed */
  search(query: string, signal: AbortSignal): Promise<readonly FoundItem[]>;
}

interface CommandStore {
  /** Those of the pages and parts that are there now; of two with one id the later one holds. */
  readonly provided: readonly Commands[];
  readonly sources: readonly CommandSource[];
}

export const useCommandStore = create<CommandStore>()(() => ({ provided: [], sources: [] }));

/** Offers commands for as long as a page or part is there. @returns withdraws them */
export function provideCommands(commands: Commands): () => void {
  useCommandStore.setState(({ provided }) => ({ provided: [...provided, commands] }));
  return () =>
    useCommandStore.setState(({ provided }) => ({ provided: provided.filter((other) => other !== commands) }));
}

/** Lets the palette find things. @returns withdraws it */
export function provideSource(source: CommandSource): () => void {
  useCommandStore.setState(({ sources }) => ({ sources: [...sources, source] }));
  return () => useCommandStore.setState(({ sources }) => ({ sources: sources.filter((other) => other !== source) }));
}

const provider = (id: CommandId): Commands | undefined =>
  useCommandStore.getState().provided.findLast((commands) => commands[id] !== undefined);

/** Whether something here offers it, be there something to do for it or not. */
export const isProvided = (id: CommandId): boolean => provider(id) !== undefined;

/** The command as it can be run now; undefined when nothing here offers it or it has nothing to do. */
export function availableCommand(id: CommandId): Command | undefined {
  const command = provider(id)?.[id];
  return command?.enabled?.() === false ? undefined : command;
}

/** @returns false when it cannot be run now */
export function runCommand(id: CommandId): boolean {
  const command = availableCommand(id);
  command?.run();
  return command !== undefined;
}
