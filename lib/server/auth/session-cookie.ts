/** Ends the name of every session's cookie. */
export const SESSION_COOKIE = 'ruijing-session';

/** `__Host-`: only this origin can have set it, for the whole of it and by https (T-WEB-09). Browsers take it by https alone. */
export const sessionCookieName = (secure: boolean): string => (secure ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE);
