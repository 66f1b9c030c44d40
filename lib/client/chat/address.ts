/** Ids are no longer than this anywhere. */
const MAX_ID_CHARACTERS = 256;

/**
 * The model that the page's address asks for, `/chat?model=…`, which is taken out of it: a reload must not undo a later
 * choice.
 */
export function takeModelFromAddress(): string | undefined {
  const url = new URL(location.href);
  const model = url.searchParams.get('model');
  if (model === null) return undefined;
  url.searchParams.delete('model');
  history.replaceState(null, '', url);
  return model === '' || model.length > MAX_ID_CHARACTERS ? undefined : model;
}
