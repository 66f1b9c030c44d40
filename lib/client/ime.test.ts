// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { ENTERS, ESCAPES, type ImeEvent, type ImeRecording } from '#e2e/support/ime-recordings.ts';
import { hideImeKeys, ImeGuard } from './ime.ts';

const toKey = ({ atMs, code = '', keyCode = 0, isComposing = false }: ImeEvent) => ({
  timeStamp: atMs,
  code,
  keyCode,
  isComposing,
});

/** What the guard says of every Enter and Escape, beside whose it is. */
function verdicts({ events }: ImeRecording): { atMs: number; said: string; is: string }[] {
  const guard = new ImeGuard();
  const all: { atMs: number; said: string; is: string }[] = [];
  for (const event of events) {
    if (event.type === 'compositionstart') guard.start();
    else if (event.type === 'compositionend') guard.end(event.atMs);
    else if (event.type === 'keyup') guard.released(toKey(event));
    else if (event.type === 'keydown') {
      const owned = guard.owns(toKey(event));
      if (event.whose !== undefined) {
        all.push({ atMs: event.atMs, said: owned ? 'method' : 'person', is: event.whose });
      }
    }
  }
  return all;
}

test.each([...Object.entries(ENTERS), ...Object.entries(ESCAPES)])(
  'the key that picks or drops a word is the method’s, the next one the person’s: %s',
  (_, recording) => {
    const told = verdicts(recording);
    expect(told.length).toBeGreaterThan(0);
    for (const { atMs, said, is } of told) expect(said, `at ${atMs} ms`).toBe(is);
  },
);

test('without an input method every Enter is the person’s, whatever its mark', () => {
  const guard = new ImeGuard();
  const enter = { code: 'Enter', isComposing: false, timeStamp: 0 };
  expect(guard.owns({ ...enter, keyCode: 13 })).toBe(false);
  expect(guard.owns({ ...enter, keyCode: 229 })).toBe(false);
});

test('a word picked with the mouse takes no Enter with it', () => {
  const guard = new ImeGuard();
  guard.start();
  guard.end(1_000);
  expect(guard.owns({ code: 'Enter', keyCode: 229, isComposing: false, timeStamp: 1_120 })).toBe(false);
});

test('nobody on the page hears a key of the input method, and everybody those of the person', () => {
  const heard: string[] = [];
  const field = document.createElement('textarea');
  document.body.append(field);
  const end = hideImeKeys(window);
  for (const target of [window, document, field]) {
    for (const capture of [true, false]) {
      target.addEventListener('keydown', (event) => heard.push(event instanceof KeyboardEvent ? event.key : ''), {
        capture,
      });
    }
  }
  const press = (init: KeyboardEventInit) => {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
    field.dispatchEvent(event);
    return event.defaultPrevented;
  };
  const compose = (type: string) => field.dispatchEvent(new CompositionEvent(type, { bubbles: true }));
  compose('compositionstart');
  expect(press({ key: 'Enter', code: 'Enter' })).toBe(false);
  press({ key: 'Escape', code: 'Escape', isComposing: true });
  compose('compositionend');
  // In WebKit's order: its default would close a dialog.
  expect(press({ key: 'Escape', code: 'Backslash', keyCode: 229 })).toBe(true);
  expect(heard).toEqual([]);
  press({ key: 'Enter', code: 'Enter' });
  expect(heard).toEqual(Array(6).fill('Enter'));
  end();
  compose('compositionstart');
  press({ key: 'Escape', code: 'Escape', isComposing: true });
  expect(heard).toHaveLength(12);
});
