import { createHash } from 'node:crypto';

/** What the fake upstream answers where the question is no chat: made up, but the same for the same question. */

export interface FakeAnswer {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const json = (body: unknown): FakeAnswer => ({ type: 'application/json', body: JSON.stringify(body) });

type Body = Readonly<Record<string, unknown>>;

/** A token for every character, or for every number of a list of tokens. */
export function fakeEmbeddings({ model, input, dimensions, encoding_format }: Body): FakeAnswer {
  const isOne = typeof input === 'string' || (Array.isArray(input) && typeof input[0] === 'number');
  const inputs: unknown[] = isOne ? [input] : Array.isArray(input) ? input : [];
  const data = inputs.map((one, index) => {
    const vector = vectorOf(JSON.stringify(one), typeof dimensions === 'number' ? dimensions : 8);
    const embedding =
      encoding_format === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector;
    return { object: 'embedding', index, embedding };
  });
  const tokens = inputs.reduce<number>(
    (sum, one) => sum + (typeof one === 'string' || Array.isArray(one) ? one.length : 0),
    0,
  );
  return json({ object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } });
}

function vectorOf(text: string, dimensions: number): number[] {
  const raw = Array.from({ length: dimensions }, (_, at) => {
    const hash = createHash('sha256').update(`${at} ${text}`).digest();
    return hash.readInt32LE(0) / 2 ** 31;
  });
  const length = Math.hypot(...raw) || 1;
  // What a Float32Array holds, so that both encodings say the same.
  return raw.map((value) => Math.fround(value / length));
}

/** The bytes of a second: 16 kHz, 16 bits, one channel. */
const BYTES_PER_SECOND = 32_000;

const timeOf = (seconds: number, comma: string): string => {
  const ms = Math.round(seconds * 1000);
  const pad = (value: number, digits = 2) => String(Math.floor(value)).padStart(digits, '0');
  return `${pad(ms / 3_600_000)}:${pad((ms / 60_000) % 60)}:${pad((ms / 1000) % 60)}${comma}${pad(ms % 1000, 3)}`;
};

/** Says how much was sent; every such word takes its share of the time. */
export function fakeTranscript(fields: readonly (readonly [string, string])[], sizeBytes: number): FakeAnswer {
  const field = (name: string) => fields.find(([known]) => known === name)?.[1];
  const duration = Math.round((sizeBytes / BYTES_PER_SECOND) * 1000) / 1000;
  const text = `You sent ${sizeBytes} bytes of sound.`;
  const spoken = text.split(' ');
  const words = spoken.map((word, at) => ({
    word,
    start: (duration * at) / spoken.length,
    end: (duration * (at + 1)) / spoken.length,
  }));
  const cue = (comma: string) => `${timeOf(0, comma)} --> ${timeOf(duration, comma)}\n${text}\n`;
  switch (field('response_format')) {
    case 'text':
      return { type: 'text/plain; charset=utf-8', body: `${text}\n` };
    case 'srt':
      return { type: 'application/x-subrip', body: `1\n${cue(',')}\n` };
    case 'vtt':
      return { type: 'text/vtt; charset=utf-8', body: `WEBVTT\n\n${cue('.')}\n` };
    case 'verbose_json': {
      const wantsWords = fields.some(([name, value]) => name === 'timestamp_granularities[]' && value === 'word');
      const segments = [{ id: 0, start: 0, end: duration, text }];
      const language = field('language') ?? 'english';
      return json({ task: 'transcribe', language, duration, text, segments, ...(wantsWords ? { words } : {}) });
    }
    default:
      return json({ text });
  }
}

const SPEECH_TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
};

/** A tenth of a second of a low tone for every character; what is neither WAV nor PCM only looks like sound. */
export function fakeSpeech({ input, response_format }: Body): FakeAnswer {
  const format = typeof response_format === 'string' ? response_format : 'mp3';
  const samples = new Int16Array(String(input).length * 1_600);
  for (const at of samples.keys()) samples[at] = Math.round(3_000 * Math.sin(at / 20));
  const pcm = Buffer.from(samples.buffer);
  const body = format === 'wav' ? Buffer.concat([wavHead(pcm.byteLength), pcm]) : format === 'mp3' ? silentMp3() : pcm;
  return { type: SPEECH_TYPES[format] ?? 'application/octet-stream', body };
}

function wavHead(dataBytes: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1');
  head.writeUInt32LE(36 + dataBytes, 4);
  head.writeUInt32LE(BYTES_PER_SECOND / 2, 24);
  head.writeUInt32LE(BYTES_PER_SECOND, 28);
  head.writeUInt32LE(0x0010_0002, 32);
  head.write('data', 36);
  head.writeUInt32LE(dataBytes, 40);
  return head;
}

/** Ten frames: layer III, 128 kbit/s, 44.1 kHz. */
function silentMp3(): Buffer {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xff_fb_90_64);
  return Buffer.concat(Array.from({ length: 10 }, () => frame));
}

const BOX = { x: 10, y: 20, width: 100, height: 200 };
const FOUND: Readonly<Record<string, unknown>> = {
  objects: [{ label: 'person', confidence: 0.92, box: BOX }],
  labels: [{ label: 'portrait', confidence: 0.81 }],
  text: { content: 'SALE', lines: [{ text: 'SALE', confidence: 0.93, box: BOX }] },
  faces: [{ confidence: 0.97, box: BOX }],
  colors: [{ hex: '#1d4ed8', ratio: 0.34 }],
};

export const VISION_USAGE = { prompt_tokens: 85, completion_tokens: 20, total_tokens: 105 };

export function fakeAnalysis({ model, features }: Body): FakeAnswer {
  const asked: unknown[] = Array.isArray(features) ? features : [];
  const found = Object.entries(FOUND).filter(([feature]) => asked.includes(feature));
  const image = { width: 1280, height: 720 };
  const rest = { ...Object.fromEntries(found), usage: VISION_USAGE };
  return json({ object: 'vision.analysis', model: model ?? 'ruijing-vision', image, ...rest });
}

export interface SeenFile {
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface SeenForm {
  /** All but the file, in their order. */
  readonly fields: readonly (readonly [string, string])[];
  readonly file: SeenFile | undefined;
}

/** Read by the platform's own parser, which knows nothing of how ours writes forms. */
export async function readForm(bytes: Buffer, contentType: string): Promise<SeenForm> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  const fields: [string, string][] = [];
  let file: SeenFile | undefined;
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') fields.push([name, value]);
    else {
      const content = Buffer.from(await value.arrayBuffer());
      const sha256 = createHash('sha256').update(content).digest('hex');
      file = { name: value.name, type: value.type, sizeBytes: content.byteLength, sha256 };
    }
  }
  return { fields, file };
}
