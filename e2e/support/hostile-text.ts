import fc from 'fast-check';

/** Texts that break what quotes, counts or shows them carelessly. */
export const HOSTILE_TEXTS: readonly string[] = [
  `it's "quoted" \`twice\` and 'again'`,
  '$HOME $(touch x) $\u007bx} `id` %PATH% !! !$ \\',
  'a\\nb \\u0041 \\\\ \\x41 \\N{DASH} {x} {{y}} %s %(x)d',
  'line\none\r\nline two\ttab\vvertical\fform\u0000null\u001b[31mred\u007f\u0085',
  '</script><script>alert(1)</script><!-- <SCRIPT> ]]>',
  '你好，世界！請回答「為什麼」？',
  '👩‍👩‍👧‍👦 🇨🇳 e\u0301 👍🏽 𠮷',
  '\u2028separators\u2029 \ufeffmark \u202eright to left\u202c \u200e\u200f',
  'JSON\nEOF\n"""\n\'\'\'\n```\n~~~',
  '@file --data-binary -d @- ; rm -rf / #',
  'data: [DONE]\n\ndata: {"choices":[]}\n\n',
];

/** Any text, also one of characters that mean something to a shell, to JavaScript or to Python; whole characters only. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...`'"\`$\\!{}()<>/#%@&;\n\r\t @-0aé你🙂\u2028\u0000`), maxLength: 40 }),
  fc.constantFrom(...HOSTILE_TEXTS),
);
