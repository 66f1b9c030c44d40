/** A long Markdown answer with everything that a model writes: prose, lists, code, tables, formulas, prices. */

const PROSE =
  '锐境 AI 提供 **streaming** answers with `inline code`, a [link](https://example.com/a) and some plain words that wrap over several lines so the layout has real work to do. ';
const LIST = '\n\n- first item with *emphasis*\n- second item\n  - nested item\n- third item\n\n';
const CODE = `

\`\`\`ts
export async function ask(question: string): Promise<string> {
  const reply = await fetch("/v1/chat/completions", { method: "POST", body: JSON.stringify({ question }) });
  if (!reply.ok) throw new Error(\`status \${reply.status}\`);
  return (await reply.json()).choices[0].message.content;
}
\`\`\`

`;
const TABLE =
  '\n\n| model | context | use |\n|---|---|---|\n| ruijing-gpt-2.0 | 32K | complex |\n| ruijing-gpt-lite | 8K | quick |\n\n';
const MATH = '\n\nInline $a^2+b^2=c^2$ and it cost $5 and $6.\n\n';

/** Its last words, which stand nowhere else: whoever sees them has seen it all. */
export const LAST_WORDS = 'Nothing more follows.';

const section = (number: number): string =>
  `## Section ${number}\n\n${PROSE.repeat(3)}${LIST}${PROSE.repeat(2)}${CODE}${TABLE}${MATH}`;

/** So many characters of it. */
export function markdownAnswer(characters: number): string {
  let text = '';
  for (let number = 1; text.length < characters; number++) text += section(number);
  // A line of its own, wherever the text was cut: the fence that may be open ends.
  const end = `\n\`\`\`\n\n${LAST_WORDS}`;
  const cut = text.slice(0, characters - end.length);
  return (cut.split('```').length % 2 === 0 ? cut + end : `${cut}\n\n${LAST_WORDS}`).padEnd(characters, '\n');
}
