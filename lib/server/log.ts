import { LOG_LEVELS, type LogLevel } from './config.ts';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line of JSON per happening. Never given a key, a prompt or an answer. */
export interface Log {
  readonly error: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly info: (event: string, fields?: LogFields) => void;
  readonly debug: (event: string, fields?: LogFields) => void;
}

/** The time is written once per millisecond, of which a busy one has several lines. */
let written = { ms: 0, text: '' };

function isoTime(): string {
  const ms = Date.now();
  if (ms !== written.ms) written = { ms, text: new Date(ms).toISOString() };
  return written.text;
}

/** @param write takes one line without its end; may not throw */
export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const at = (own: LogLevel): Log['info'] => {
    if (LOG_LEVELS.indexOf(own) > LOG_LEVELS.indexOf(level)) return () => undefined;
    return (event, fields = {}) => {
      // JSON escapes line breaks, so no field can forge a line (ASVS 16.4.1).
      const [head, tail] = [JSON.stringify({ time: isoTime(), level: own, event }), JSON.stringify(fields)];
      // Joined as texts: objects of many shapes are slow to put together.
      write(tail === '{}' ? head : `${head.slice(0, -1)},${tail.slice(1)}`);
    };
  };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** Lines wait for company so long: a write of its own for each costs more than the line. */
const WRITE_MS = 10;

/** Where lines go: a process's own output. */
export interface LineStream {
  write(text: string): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/**
 * Writes lines to a stream, in groups; the last ones when the process ends, however it ends by itself. Once nobody
 * reads the stream any more, lines are let go: what the log cannot do must not end the process (F28).
 */
export function createLineWriter(stream: LineStream): (line: string) => void {
  let waiting = '';
  let broken = false;
  stream.on('error', () => {
    broken = true;
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = waiting;
    waiting = '';
    if (text !== '') stream.write(text);
  };
  process.on('exit', write);
  return (line) => {
    if (broken) return;
    waiting += `${line}\n`;
    timer ??= setTimeout(write, WRITE_MS);
  };
}
