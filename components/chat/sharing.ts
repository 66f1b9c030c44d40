import { createContext, useContext } from 'react';

/** Whether there is anybody to show a conversation to: in local mode there is one person only. */
export const Sharing = createContext(false);

export const useSharing = (): boolean => useContext(Sharing);
