/** Ends the session and goes to where another one begins. */
export async function leaveConsole(): Promise<void> {
  try {
    // Loaded when it is used: the way out is on every page.
    await (await import('./people.ts')).signOut();
  } finally {
    window.location.assign('/sign-in');
  }
}
