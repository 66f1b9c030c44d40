/**
 * What pictures of messages may be. Plain figures, apart from the schemas: the page needs them before it needs those.
 *
 * A request carries the pictures of its whole conversation, in base64. Ten of the largest are 26.7 MiB of it: with the
 * words they pass the gateway's cap for a chat.
 */

/** Of one message. */
export const MAX_PICTURES = 10;

const MIB = 1024 * 1024;

/** Of one picture, as it is kept and sent. */
export const MAX_PICTURE_BYTES = 2 * MIB;

/** Of all pictures of a request. */
export const MAX_REQUEST_PICTURE_BYTES = MAX_PICTURES * MAX_PICTURE_BYTES;

/** Of the longer side: models see no more in larger ones. */
export const MAX_PICTURE_SIDE_PX = 2_048;

/** Of one person's pictures together. */
export const PICTURE_QUOTA_BYTES = 500_000_000;

/** Of a file that the page is given, before it is made smaller. */
export const MAX_PICTURE_FILE_BYTES = 20_000_000;
export const MAX_PICTURE_FILE_PIXELS = 75_000_000;

/** UTF-16 units of a picture's name. */
export const MAX_PICTURE_NAME_UNITS = 255;
