import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLineWriter, createLog } from './log.ts';

/** Takes texts as a process's output does. */
function collect(): { readonly stream: Writable; readonly text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}

test('no field can forge a line', async () => {
  const { stream, text } = collect();
  const log = createLog('info', createLineWriter(stream));
  log.info('call', { model: 'a\n{"level":"error"}\r\nb' });
  log.debug('left out');
  await expect.poll(text).toMatch(/^\{.*\}\n$/);
  expect(JSON.parse(text())).toMatchObject({ level: 'info', event: 'call', model: 'a\n{"level":"error"}\r\nb' });
});

const WRITER = `
  import { createLineWriter, createLog } from '#lib/server/log.ts';
  const log = createLog('info', createLineWriter(process.stdout));
  log.info('first');
  process.stdin.once('data', async () => {
    for (let line = 0; line < 50; line++) {
      log.info('more');
      await new Promise((resolve) => setTimeout(resolve, 12));
    }
    process.stderr.write('still here');
    process.exit(0);
  });
`;

test('F28 a process whose output nobody reads any more goes on', async () => {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', WRITER]);
  const told = child.stderr.setEncoding('utf8').toArray();
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stdin.end('go');
  const [code] = await once(child, 'exit');
  expect([code, (await told).join('')]).toEqual([0, 'still here']);
});
