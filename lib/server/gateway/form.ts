import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { ApiError } from '#lib/contract/errors.ts';
import { CONTAINER_HEAD_BYTES, CONTAINER_NAMES, type Container, containerOf } from '#lib/domain/audio/container.ts';
import { safeFileName } from '#lib/domain/audio/file-name.ts';
import type { Upload } from '#lib/server/upstream/port.ts';
import { Failure } from './failure.ts';
import { Spool } from './spool.ts';

export interface FormOptions {
  /** Of the file alone. */
  readonly fileCapBytes: number;
  /** Of all other fields' values together. */
  readonly fieldsCapBytes: number;
  /** Where larger files lie meanwhile. */
  readonly spoolDir: string;
}

export interface SpooledUpload extends Upload {
  /** The fields by name, for their schema; those whose name ends with `[]` are lists. */
  readonly values: Readonly<Record<string, string | string[]>>;
  /** Lets go of the file; what comes after the first time changes nothing. */
  dispose(): void;
}

const FILE = 'file';
const MAX_FIELDS = 64;
const MAX_NAME_CHARACTERS = 256;
const MAX_VALUE_BYTES = 64 * 1024;
const MAX_PART_HEADER_BYTES = 8 * 1024;

export const fileTooLarge = (cap: number) =>
  new ApiError('payload_too_large', `The file is larger than ${cap} bytes.`, { param: FILE });

const invalid = (message: string, param?: string) => new ApiError('invalid_parameter', message, { param });
const twice = (name: string) => invalid(`'${name}' is there more than once.`, name);

/** A form while it arrives. Whatever goes wrong first is what it fails with. */
export class Form {
  readonly #parser: BusboyInstance;
  readonly #spool: Spool;
  readonly #fieldsCapBytes: number;
  readonly #failure = new Failure();
  /** Heard from the start: where a boundary follows the last one, the parser has finished before it is told to. */
  readonly #finished = Promise.withResolvers<void>();
  readonly #fields: [name: string, value: string][] = [];
  #fieldBytes = 0;
  #file: { readonly name: string; readonly stream: BusboyFileStream; readonly spooled: Promise<Container> } | undefined;

  constructor(contentType: string, { fileCapBytes, fieldsCapBytes, spoolDir }: FormOptions) {
    this.#fieldsCapBytes = fieldsCapBytes;
    this.#spool = new Spool(spoolDir);
    this.#parser = new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: (name, type, fileName) =>
        name === FILE || fileName !== undefined || type === 'application/octet-stream',
      limits: {
        fields: MAX_FIELDS,
        fieldSize: MAX_VALUE_BYTES,
        fileSize: fileCapBytes,
        headerSize: MAX_PART_HEADER_BYTES,
      },
    });
    this.#parser.on('finish', this.#finished.resolve);
    this.#parser.on('error', () => this.fail(invalid('The form is no whole multipart/form-data.')));
    this.#parser.on('fieldsLimit', () => this.fail(invalid(`The form has more than ${MAX_FIELDS} fields.`)));
    this.#parser.on('field', (...[name, value, , truncated]) => {
      const error = this.#refusalOf(name, value, truncated);
      if (error === undefined) this.#fields.push([name, value]);
      else this.fail(error);
    });
    this.#parser.on('file', (name, stream, fileName) => {
      // One that is cut off is told by the form.
      stream.on('error', () => undefined);
      stream.on('limit', () => this.fail(fileTooLarge(fileCapBytes)));
      if (name === FILE && this.#file === undefined) this.#keep(stream, fileName);
      else {
        stream.resume();
        this.fail(name === FILE ? twice(FILE) : invalid(`The file’s field is called '${FILE}'.`, FILE));
      }
    });
  }

  fail(error: unknown): void {
    this.#failure.fail(error);
  }

  /** `work`, unless the form fails before. */
  race<T>(work: Promise<T>): Promise<T> {
    return this.#failure.race(work);
  }

  /** Resolves when the disk has kept up: the next bytes are asked for then. */
  write(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#parser.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** @throws ApiError by `race` when parts are missing */
  end(): Promise<void> {
    this.#parser.end();
    return this.#finished.promise;
  }

  async toUpload(): Promise<SpooledUpload> {
    const spool = this.#spool;
    const file = this.#file;
    if (file === undefined) throw invalid(`'${FILE}' is missing.`, FILE);
    const container = await this.race(file.spooled);
    return {
      fields: this.#fields,
      values: toValues(this.#fields),
      file: {
        name: safeFileName(file.name, container),
        type: container.type,
        sizeBytes: spool.sizeBytes,
        read: () => spool.read(),
      },
      dispose: () => spool.dispose(),
    };
  }

  async dispose(): Promise<void> {
    this.#parser.destroy();
    this.#file?.stream.destroy();
    await this.#file?.spooled.catch(() => undefined);
    this.#spool.dispose();
  }

  #keep(stream: BusboyFileStream, name: string): void {
    const spooled = spoolFile(stream, this.#spool);
    spooled.catch((error: unknown) => this.fail(error));
    this.#file = { name: name ?? '', stream, spooled };
  }

  /** The names come from strangers: one that the schemas do not know is repeated only when it is short. */
  #refusalOf(name: string | undefined, value: string, truncated: boolean): ApiError | undefined {
    if (name === undefined || name === '') return invalid('A part of the form has no name.');
    if (name.length > MAX_NAME_CHARACTERS) return invalid(`A name is longer than ${MAX_NAME_CHARACTERS} characters.`);
    if (truncated) return invalid(`'${name}' is longer than ${MAX_VALUE_BYTES} bytes.`, name);
    const isList = name.endsWith('[]');
    if (!isList && this.#fields.some(([known]) => known === name)) return twice(name);
    this.#fieldBytes += Buffer.byteLength(value);
    if (this.#fieldBytes <= this.#fieldsCapBytes) return undefined;
    return new ApiError('payload_too_large', `The fields are larger than ${this.#fieldsCapBytes} bytes.`);
  }
}

/** @throws ApiError 400 for a file without bytes, 415 for one of another kind, as soon as its head is there */
async function spoolFile(stream: AsyncIterable<Buffer>, spool: Spool): Promise<Container> {
  let head = Buffer.alloc(0);
  let container: Container | undefined;
  for await (const chunk of stream) {
    if (container === undefined) {
      head = Buffer.concat([head, chunk.subarray(0, CONTAINER_HEAD_BYTES)]);
      if (head.byteLength >= CONTAINER_HEAD_BYTES) container = checkContainer(head);
    }
    await spool.write(chunk);
  }
  if (spool.sizeBytes === 0) throw invalid('The file is empty.', FILE);
  return container ?? checkContainer(head);
}

function checkContainer(head: Uint8Array): Container {
  const container = containerOf(head);
  if (container !== undefined) return container;
  throw new ApiError('unsupported_media', `The file is none of: ${CONTAINER_NAMES}.`, { param: FILE });
}

function toValues(fields: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const values = new Map<string, string | string[]>();
  for (const [name, value] of fields) {
    const list = values.get(name);
    if (!name.endsWith('[]')) values.set(name, value);
    else if (Array.isArray(list)) list.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries(values);
}
