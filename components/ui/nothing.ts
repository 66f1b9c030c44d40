/**
 * What stands in the place of a part that is on its way. Without something there the whole page would wait for it, and
 * show nothing of what a person has just done.
 */
export const Nothing = () => null;
