import type { Messages } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';
import { MoreMessages } from './more-messages.tsx';

type Noun = keyof Messages;

/** Those that every page may need: its frame's, the errors', and those of *Connect a model*. */
export const EVERYWHERE: readonly Noun[] = ['shell', 'errors', 'connect'];

/** The catalogues of these nouns. @param nouns names of catalogues */
export async function messagesOf(nouns: readonly Noun[]): Promise<Partial<Messages>> {
  const all = await getMessages();
  return Object.fromEntries(nouns.map((noun) => [noun, all[noun]]));
}

interface PageMessagesProps {
  nouns: readonly Noun[];
  children: ReactNode;
}

/** Gives a page its words, and no other page's: all of them together are larger than most pages. */
export async function PageMessages({ nouns, children }: PageMessagesProps) {
  return <MoreMessages messages={await messagesOf(nouns)}>{children}</MoreMessages>;
}
