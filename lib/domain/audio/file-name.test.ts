import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeFileName } from './file-name.ts';

describe('T-UP-04 the name that is passed on', () => {
  const MP3 = { type: 'audio/mpeg', extensions: ['mp3', 'mpga'] };

  test.each([
    ['recording.mp3', 'recording.mp3'],
    ['录音 1.MP3', '录音 1.mp3'],
    ['voice.mpga', 'voice.mpga'],
    ['blob', 'blob.mp3'],
    ['song.wav', 'song.wav.mp3'],
    ['', 'audio.mp3'],
    ['.mp3', 'mp3.mp3'],
    ['../../etc/passwd', 'etcpasswd.mp3'],
    ['..\\..\\windows\\win.ini', 'windowswin.ini.mp3'],
    ['a"; filename="b.mp3', 'a filename=b.mp3'],
    ['a\r\nX-Evil: 1\r\n\r\n.mp3', 'aX-Evil 1.mp3'],
    ['a\0.mp3', 'a.mp3'],
    ['exe\u202e3pm.exe', 'exe3pm.exe.mp3'],
    ['\u2066\ufeff\u200b', 'audio.mp3'],
    ['...', 'audio.mp3'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeFileName(name, MP3)).toBe(safe);
  });

  test('whatever it was, it is short, ends rightly and holds nothing that ends a header or a folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = safeFileName(name, MP3);
        expect(safe).toMatch(/^[^\p{C}"'\\/;:]{1,124}\.(mp3|mpga)$/u);
        expect(safe).not.toMatch(/^\./);
        expect(safe.isWellFormed()).toBe(true);
        expect(safeFileName(safe, MP3)).toBe(safe);
      }),
    );
  });
});
