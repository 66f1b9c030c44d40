// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';
import { type CommandId, provideCommands } from './commands.ts';
import { listenForShortcuts, matchesShortcut, SHORTCUTS, toAriaShortcuts, toKeycaps } from './shortcuts.ts';

const key = (init: KeyboardEventInit) => new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });

test.each<[string, string, KeyboardEventInit, boolean, boolean]>([
  ['⌘ on Apple’s systems', 'Mod+K', { key: 'k', metaKey: true }, true, true],
  ['not Ctrl there: it kills a line', 'Mod+K', { key: 'k', ctrlKey: true }, true, false],
  ['Ctrl elsewhere', 'Mod+K', { key: 'k', ctrlKey: true }, false, true],
  ['not the Windows key', 'Mod+K', { key: 'k', metaKey: true }, false, false],
  ['capitals lock', 'Mod+K', { key: 'K', ctrlKey: true }, false, true],
  ['no letter alone', 'Mod+K', { key: 'k' }, false, false],
  ['AltGr types', 'Mod+K', { key: 'k', ctrlKey: true, altKey: true }, false, false],
  ['one more key is another shortcut', 'Mod+K', { key: 'K', ctrlKey: true, shiftKey: true }, false, false],
  ['a Russian keyboard', 'Mod+Shift+O', { key: 'Щ', code: 'KeyO', ctrlKey: true, shiftKey: true }, false, true],
  ['Dvorak goes by its letters', 'Mod+Shift+O', { key: 'O', code: 'KeyS', metaKey: true, shiftKey: true }, true, true],
  ['a Chinese colon', 'Mod+Shift+;', { key: '：', code: 'Semicolon', ctrlKey: true, shiftKey: true }, false, true],
  ['an American one', 'Mod+Shift+;', { key: ':', code: 'Semicolon', metaKey: true, shiftKey: true }, true, true],
  ['a German slash', 'Mod+/', { key: '/', code: 'Digit7', ctrlKey: true, shiftKey: true }, false, true],
  ['a question mark', '?', { key: '?', shiftKey: true }, false, true],
  ['Escape', 'Escape', { key: 'Escape' }, false, true],
  ['Shift+Escape is another one', 'Escape', { key: 'Escape', shiftKey: true }, false, false],
])('%s', (_, shortcut, init, apple, expected) => {
  expect(matchesShortcut(shortcut, key({ code: '', ...init }), apple)).toBe(expected);
});

test('no key runs two commands', () => {
  const all = Object.values(SHORTCUTS).flat();
  expect(new Set(all).size).toBe(all.length);
});

test('they are written as each system’s people know them, and as screen readers read them', () => {
  expect(toKeycaps('Mod+Shift+O', true)).toEqual(['⇧', '⌘', 'O']);
  expect(toKeycaps('Mod+Shift+O', false)).toEqual(['Ctrl', 'Shift', 'O']);
  expect(toAriaShortcuts('newChat', true)).toBe('Meta+Shift+O');
  expect(toAriaShortcuts('focusComposer', false)).toBe('Shift+Escape /');
});

beforeEach(() => {
  document.body.innerHTML = '<textarea></textarea><input type="range"><p></p>';
});

function pressed(init: KeyboardEventInit, selector = 'p') {
  const event = key({ code: '', ...init });
  document.querySelector(selector)?.dispatchEvent(event);
  return event.defaultPrevented;
}

test('a key acts only where its command is, can be run, and nobody types', () => {
  const ran: CommandId[] = [];
  let busy = false;
  const end = listenForShortcuts(window, false);
  expect(pressed({ key: '/' })).toBe(false);
  const withdraw = provideCommands({
    focusComposer: { run: () => ran.push('focusComposer') },
    stop: { run: () => ran.push('stop'), enabled: () => busy },
  });
  expect(pressed({ key: 'Escape' })).toBe(false);
  busy = true;
  expect(pressed({ key: 'Escape' }, 'textarea')).toBe(true);
  expect(pressed({ key: '/' }, 'textarea')).toBe(false);
  expect(pressed({ key: '/' }, 'input')).toBe(true);
  expect(pressed({ key: '/', repeat: true })).toBe(true);
  expect(ran).toEqual(['stop', 'focusComposer']);
  document.body.insertAdjacentHTML('beforeend', '<dialog open></dialog>');
  expect(pressed({ key: 'Escape' })).toBe(false);
  document.querySelector('dialog')?.remove();
  withdraw();
  expect(pressed({ key: 'Escape' })).toBe(false);
  end();
});

test('of two that offer the same, the one that came later is asked, and the other one again when it has gone', () => {
  const ran: string[] = [];
  const end = listenForShortcuts(window, false);
  const page = provideCommands({ newChat: { run: () => ran.push('page') } });
  const part = provideCommands({ newChat: { run: () => ran.push('part') } });
  pressed({ key: 'o', ctrlKey: true, shiftKey: true });
  part();
  pressed({ key: 'o', ctrlKey: true, shiftKey: true });
  expect(ran).toEqual(['part', 'page']);
  page();
  end();
});
