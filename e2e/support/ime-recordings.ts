/**
 * What input methods send, as people and browsers' trackers have written it down. Times are milliseconds of
 * `Event.timeStamp`; the pace between two strokes is a quick typist's.
 */

export interface ImeEvent {
  readonly atMs: number;
  readonly type: 'keydown' | 'keyup' | 'compositionstart' | 'compositionupdate' | 'compositionend' | 'input';
  /** Of keys. */
  readonly key?: string;
  readonly code?: string;
  readonly keyCode?: number;
  readonly isComposing?: boolean;
  /** Of compositions. */
  readonly data?: string;
  /** Of `input`: what stands in the field from now on, and how it came there. */
  readonly value?: string;
  readonly inputType?: string;
  /** Of an Enter or Escape: who pressed it for what. */
  readonly whose?: 'method' | 'person';
}

export interface ImeRecording {
  readonly events: readonly ImeEvent[];
  /** What stands in the field when the person means to send it. */
  readonly text: string;
}

/** A key that an input method has handled. */
const taken = (atMs: number, code: string, key = 'Process'): ImeEvent => ({
  atMs,
  type: 'keydown',
  key,
  code,
  keyCode: 229,
  isComposing: true,
});

const up = (atMs: number, code: string, isComposing: boolean): ImeEvent => ({
  atMs,
  type: 'keyup',
  key: code,
  code,
  keyCode: 0,
  isComposing,
});

const composed = (atMs: number, value: string): ImeEvent[] => [
  { atMs, type: 'compositionupdate', data: value },
  { atMs, type: 'input', inputType: 'insertCompositionText', value, isComposing: true },
];

const ended = (atMs: number, value: string): ImeEvent[] => [{ atMs, type: 'compositionend', data: value }];

/** Enter as no input method touches it. */
const enter = (atMs: number, whose: 'method' | 'person', more: Partial<ImeEvent> = {}): ImeEvent => ({
  atMs,
  type: 'keydown',
  key: 'Enter',
  code: 'Enter',
  keyCode: 13,
  isComposing: false,
  whose,
  ...more,
});

const start = (atMs: number): ImeEvent => ({ atMs, type: 'compositionstart', data: '' });

/** WebKit tells what a key did before the key itself (anomalyco/opencode #44826: Safari 26.5 and 26.6, macOS Pinyin). */
const safariTyping: ImeEvent[] = [
  start(0),
  ...composed(1, 'n'),
  taken(3, 'KeyN', 'n'),
  up(70, 'KeyN', true),
  ...composed(90, 'ni'),
  taken(92, 'KeyI', 'i'),
  up(160, 'KeyI', true),
];

/** Chromium and Gecko tell the key first; the very first one comes before the composition (gpui-ce #236). */
const chromeTyping = (key: string): ImeEvent[] => [
  { ...taken(0, 'KeyN', key), isComposing: false },
  start(1),
  ...composed(1, 'n'),
  up(70, 'KeyN', true),
  taken(90, 'KeyI', key),
  ...composed(91, 'ni'),
  up(160, 'KeyI', true),
];

/** Every one ends with an Enter that is meant to send, 120 ms after the last stroke: nobody presses it twice faster. */
export const ENTERS: Readonly<Record<string, ImeRecording>> = {
  // https://bugs.webkit.org/show_bug.cgi?id=165004, mdn/browser-compat-data #30009 (Safari 26.3), open-webui #16608:
  // the end comes first, and its Enter some 5 ms later is marked 229 with isComposing false.
  'Safari 26, macOS Pinyin': {
    text: 'ni',
    events: [
      ...safariTyping,
      ...ended(300, 'ni'),
      enter(305, 'method', { keyCode: 229 }),
      up(380, 'Enter', false),
      enter(425, 'person'),
    ],
  },
  // The stamp of a key is the keyboard's, that of the end the time when the page was told.
  'Safari, the key stamped before the end that it brought about': {
    text: 'ni',
    events: [
      ...safariTyping,
      ...ended(300, 'ni'),
      enter(288, 'method', { keyCode: 229 }),
      up(380, 'Enter', false),
      enter(425, 'person'),
    ],
  },
  // anomalyco/opencode #38696: “keyCode observed as 229 on Safari 26, 13 in older reports”.
  'Safari of old, whose late Enter is marked 13': {
    text: 'ni',
    events: [...safariTyping, ...ended(300, 'ni'), enter(304, 'method'), up(380, 'Enter', false), enter(425, 'person')],
  },
  // A quick typist’s last letter is still down when Enter goes down.
  'Safari, a letter still down': {
    text: 'ni',
    events: [
      ...safariTyping.slice(0, -1),
      ...ended(120, 'ni'),
      enter(125, 'method', { keyCode: 229 }),
      up(140, 'KeyI', false),
      up(200, 'Enter', false),
      enter(245, 'person'),
    ],
  },
  // The space bar picks the word; Enter follows while it is still down.
  'Safari, picked with the space bar': {
    text: '你',
    events: [
      ...safariTyping,
      { atMs: 299, type: 'input', inputType: 'insertFromComposition', value: '你', isComposing: false },
      ...ended(300, '你'),
      { ...taken(304, 'Space', ' '), isComposing: false },
      enter(365, 'person'),
    ],
  },
  // NousResearch/hermes-agent #41026: on macOS a 229 after the end out of Chromium too.
  'Chromium in a desktop app, macOS Pinyin': {
    text: 'ni',
    events: [
      ...chromeTyping('n'),
      ...ended(300, 'ni'),
      enter(302, 'method', { keyCode: 229 }),
      up(380, 'Enter', false),
      enter(425, 'person'),
    ],
  },
  // UI Events, “Key Events During Composition”: keydown with isComposing, then the end, then keyup; 0 to 1 ms lie between them.
  'Chrome, macOS Pinyin': {
    text: 'ni',
    events: [
      ...chromeTyping('n'),
      enter(300, 'method', { keyCode: 229, isComposing: true }),
      ...ended(301, 'ni'),
      up(380, 'Enter', false),
      enter(421, 'person'),
    ],
  },
  // nexu-io/open-design #3426: the Enter that is meant to send carries 229 though nothing is composed any more.
  'Chrome, macOS Pinyin, where 229 stays on the Enter that sends': {
    text: '你',
    events: [
      ...chromeTyping('n'),
      taken(300, 'Space', ' '),
      { atMs: 300, type: 'input', inputType: 'insertCompositionText', value: '你', isComposing: true },
      ...ended(301, '你'),
      up(370, 'Space', false),
      enter(421, 'person', { keyCode: 229 }),
    ],
  },
  'Chrome, Windows Pinyin': {
    text: 'ni',
    events: [
      ...chromeTyping('Process'),
      enter(300, 'method', { key: 'Process', keyCode: 229, isComposing: true }),
      ...ended(302, 'ni'),
      up(380, 'Enter', false),
      enter(422, 'person'),
    ],
  },
  // The main thread was busy: the end is told long after the key that brought it about, the next one was waiting.
  'Chrome, Windows Pinyin, on a page that was busy for 300 ms': {
    text: 'ni',
    events: [
      ...chromeTyping('Process'),
      enter(300, 'method', { key: 'Process', keyCode: 229, isComposing: true }),
      ...ended(600, 'ni'),
      up(380, 'Enter', false),
      enter(460, 'person'),
    ],
  },
  'Chrome, Windows Pinyin, Enter rolled over from the space bar': {
    text: '你',
    events: [
      ...chromeTyping('Process'),
      taken(300, 'Space'),
      { atMs: 301, type: 'input', inputType: 'insertCompositionText', value: '你', isComposing: true },
      ...ended(301, '你'),
      enter(360, 'person'),
    ],
  },
  // Since Firefox 65 (Mozilla bug 354358) as Chrome.
  'Firefox, Windows Pinyin': {
    text: 'ni',
    events: [
      ...chromeTyping('Process'),
      enter(300, 'method', { key: 'Process', keyCode: 229, isComposing: true }),
      ...ended(300, 'ni'),
      up(380, 'Enter', false),
      enter(420, 'person'),
    ],
  },
  'Firefox on Linux with an input method that marks nothing': {
    text: 'ni',
    events: [
      ...chromeTyping('n').map(({ isComposing: _, keyCode: __, ...event }) => event),
      enter(300, 'method'),
      ...ended(301, 'ni'),
      up(380, 'Enter', false),
      enter(421, 'person'),
    ],
  },
  // Kotoeri: the space bar converts, Enter confirms (ProseMirror #880, threema-web #777).
  'Safari, macOS Japanese': {
    text: '難しい',
    events: [
      start(0),
      ...composed(1, 'むずかしい'),
      taken(3, 'KeyI', 'i'),
      up(70, 'KeyI', true),
      ...composed(200, '難しい'),
      taken(202, 'Space', ' '),
      up(270, 'Space', true),
      { atMs: 400, type: 'input', inputType: 'insertFromComposition', value: '難しい', isComposing: false },
      ...ended(401, '難しい'),
      enter(406, 'method', { keyCode: 229 }),
      up(470, 'Enter', false),
      enter(526, 'person'),
    ],
  },
  // Zhuyin: the first Enter picks within the composition, the second one ends it.
  'Safari, macOS Zhuyin, two Enters of the method': {
    text: '你好',
    events: [
      start(0),
      ...composed(1, 'ㄋㄧˇ'),
      taken(3, 'Digit3', '3'),
      up(70, 'Digit3', true),
      ...composed(200, '你好'),
      enter(202, 'method', { keyCode: 229, isComposing: true }),
      up(270, 'Enter', true),
      ...ended(350, '你好'),
      enter(355, 'method', { keyCode: 229 }),
      up(430, 'Enter', false),
      enter(475, 'person'),
    ],
  },
  // Gboard composes every word: keys are 229 without a name (froala #4546); a hardware Enter follows.
  'Chrome, Android, Gboard, then the Enter of a keyboard': {
    text: 'ok',
    events: [
      { atMs: 0, type: 'keydown', key: 'Unidentified', code: '', keyCode: 229, isComposing: false },
      start(1),
      ...composed(2, 'o'),
      { atMs: 60, type: 'keyup', key: 'Unidentified', code: '', keyCode: 229, isComposing: true },
      { atMs: 120, type: 'keydown', key: 'Unidentified', code: '', keyCode: 229, isComposing: true },
      ...composed(121, 'ok'),
      { atMs: 180, type: 'keyup', key: 'Unidentified', code: '', keyCode: 229, isComposing: true },
      ...ended(240, 'ok'),
      enter(420, 'person'),
    ],
  },
};

/** A composition that is dropped with Escape, while something else could be stopped or closed by it. */
export const ESCAPES: Readonly<Record<string, ImeRecording>> = {
  'Chrome, Windows Pinyin': {
    text: '',
    events: [
      ...chromeTyping('Process'),
      { ...taken(300, 'Escape'), whose: 'method' },
      { atMs: 301, type: 'input', inputType: 'deleteCompositionText', value: '', isComposing: true },
      ...ended(301, ''),
      up(380, 'Escape', false),
    ],
  },
  'Safari 26, macOS Pinyin': {
    text: '',
    events: [
      ...safariTyping,
      { atMs: 299, type: 'input', inputType: 'deleteCompositionText', value: '', isComposing: false },
      ...ended(300, ''),
      { atMs: 305, type: 'keydown', key: 'Escape', code: 'Escape', keyCode: 229, isComposing: false, whose: 'method' },
      up(380, 'Escape', false),
    ],
  },
};
