/** What a sound file is by its first bytes, whatever it is called. */
export interface Container {
  /** MIME type to send it as. */
  readonly type: string;
  /** Endings that servers know it by, without the dot; the first is the one given to a file without. */
  readonly extensions: readonly string[];
}

const MP3: Container = { type: 'audio/mpeg', extensions: ['mp3', 'mpga', 'mpeg'] };
const MPEG: Container = { type: 'video/mpeg', extensions: ['mpeg', 'mpg'] };
const MP4: Container = { type: 'video/mp4', extensions: ['mp4', 'm4a', 'm4v'] };
const M4A: Container = { type: 'audio/mp4', extensions: ['m4a', 'mp4', 'm4b'] };
const WAV: Container = { type: 'audio/wav', extensions: ['wav', 'wave'] };
const WEBM: Container = { type: 'audio/webm', extensions: ['webm'] };
const OGG: Container = { type: 'audio/ogg', extensions: ['ogg', 'oga', 'opus'] };
const FLAC: Container = { type: 'audio/flac', extensions: ['flac'] };

/** For messages. */
export const CONTAINER_NAMES = 'mp3, mp4, mpeg, mpga, m4a, wav, webm, ogg, flac';

/** No more of a file is looked at. */
export const CONTAINER_HEAD_BYTES = 64;

/** Of the many brands of ISO files those that hold pictures, and QuickTime. */
const OTHER_BRANDS = new Set(['avif', 'avis', 'heic', 'heix', 'hevc', 'hevx', 'mif1', 'msf1', 'miaf', 'crx ', 'qt  ']);
const AUDIO_BRANDS = new Set(['M4A ', 'M4B ', 'M4P ']);

/** @param head the first bytes. @returns undefined for what is none of the kinds that the API takes */
export function containerOf(head: Uint8Array): Container | undefined {
  const latin1 = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  const magic = latin1(0, 4);
  if ((magic === 'RIFF' || magic === 'RF64') && latin1(8, 12) === 'WAVE') return WAV;
  if (magic === 'OggS') return OGG;
  if (magic === 'fLaC') return FLAC;
  // Matroska shares the magic number; the type of document stands a few bytes on.
  if (magic === '\x1a\x45\xdf\xa3') return latin1(4, CONTAINER_HEAD_BYTES).includes('webm') ? WEBM : undefined;
  if (latin1(4, 8) === 'ftyp') return isoOf(latin1(8, 12));
  if (latin1(0, 3) === 'ID3' || isMpegFrame(head)) return MP3;
  if (magic === '\0\0\x01\xba') return MPEG;
  return undefined;
}

function isoOf(brand: string): Container | undefined {
  if (OTHER_BRANDS.has(brand)) return undefined;
  return AUDIO_BRANDS.has(brand) ? M4A : MP4;
}

/**
 * The header of an MPEG audio frame of layer II or III (ISO 11172-3, 2.4.2.3). Layer I is none of the kinds, layer 0 is
 * AAC without a container, and a text in UTF-16 begins with FF too: reserved values tell these apart.
 */
function isMpegFrame([first, second = 0, third = 0]: Uint8Array): boolean {
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  const bitRate = third >> 4;
  const sampleRate = (third >> 2) & 3;
  const isSync = first === 0xff && (second & 0xe0) === 0xe0;
  return isSync && version !== 1 && (layer === 1 || layer === 2) && bitRate !== 15 && sampleRate !== 3;
}
