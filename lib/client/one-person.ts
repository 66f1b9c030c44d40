const KEY = 'ruijing.person';

/**
 * A browser has one session. When somebody else signs in in another tab, a page of whoever was there before would act
 * as them: it is loaded anew instead.
 *
 * @param personId who looks at this page; empty in local mode
 * @returns ends it
 */
export function keepToOnePerson(personId: string): () => void {
  const onStorage = ({ key, newValue }: StorageEvent) => {
    if (key === KEY && newValue !== null && newValue !== personId) window.location.reload();
  };
  window.addEventListener('storage', onStorage);
  try {
    if (localStorage.getItem(KEY) !== personId) localStorage.setItem(KEY, personId);
  } catch {
    // A browser may refuse storage altogether.
  }
  return () => window.removeEventListener('storage', onStorage);
}
