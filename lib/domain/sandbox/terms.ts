/** Words that a question has whatever it asks; they tell nothing of its subject. */
const STOP_WORDS = new Set(
  (
    'a about actually all also am an and any are as at be been being but by can cannot could did do does doing for from get ' +
    'give go had has have help how i if in into is it its just know like let make many may me mean means more most much must ' +
    'my need no not now of on one only or our out please possible really see set should show so some tell than that the ' +
    'their them then there these they thing this those to too up us use used using want was way we well were what when ' +
    'where whether which while who why will with work would you your'
  ).split(' '),
);

/** Chinese words of the same kind; taken out before characters are paired. */
const STOP_PHRASES =
  /怎么样|怎么办|怎么|怎样|如何|什么样|什么|为什么|为啥|是不是|有没有|能不能|可不可以|可以|请问|请|一下|一个|哪些|哪个|哪里|多少|几个|我想|我要|想要|需要|应该|是否|这个|那个|这样|那样|时候|告诉|帮我|给我|吗|呢|吧|啊|呀|了|的|地|得|是|有|在|我|你|它|和|与|或|及|把|被|让|会|能|要|就|都|也|还|又|很|太|啥|咋|么/gu;

/** One spelling for what people write in several ways, in both languages. */
const SYNONYMS: Readonly<Record<string, string>> = {
  sse: 'stream',
  typewriter: 'stream',
  incremental: 'stream',
  ratelimit: 'limit',
  quota: 'limit',
  throttle: 'limit',
  throttl: 'limit',
  js: 'javascript',
  node: 'javascript',
  py: 'python',
  cost: 'price',
  bill: 'price',
  apikey: 'key',
  img: 'image',
  picture: 'image',
  photo: 'image',
  tool: 'function',
  speech: 'audio',
  transcrib: 'transcript',
  vector: 'embedd',
  abort: 'cancel',
  interrupt: 'cancel',
};

function stem(word: string): string {
  const base = word.length > 4 ? word.replace(/(?:ations?|ings?|ies|ers?|ed|es|s)$/, '') : word;
  const known = SYNONYMS[word] ?? SYNONYMS[base];
  return known ?? base;
}

/** The terms of a text: stems of words, figures, and pairs of neighbouring Chinese characters. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  const lower = text.toLowerCase().normalize('NFKC');
  for (const [word] of lower.matchAll(/[a-z][a-z\d]*(?:_[a-z\d]+)*|\d+/g)) {
    const parts = word.split('_');
    if (parts.length > 1) terms.push(word);
    for (const part of parts) if (!STOP_WORDS.has(part)) terms.push(stem(part));
  }
  for (const [run] of lower.replace(STOP_PHRASES, ' ').matchAll(/\p{Script=Han}+/gu)) {
    if (run.length === 1) terms.push(run);
    for (let index = 0; index + 1 < run.length; index++) terms.push(run.slice(index, index + 2));
  }
  return terms;
}

/** Whether two words differ by one slip of the finger: one letter more, less or other, or two swapped. */
export function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [restA, restB] = [a.slice(start, endA), b.slice(start, endB)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
