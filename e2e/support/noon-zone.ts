const hoursEast = 12 - new Date().getUTCHours();

/** Where it is about noon now, so no midnight comes between two calls. Names are the other way round: `Etc/GMT-8` is east. */
export const NOON_ZONE = `Etc/GMT${hoursEast < 0 ? '+' : '-'}${Math.abs(hoursEast)}`;
