import { nfkc } from '#lib/std/nfkc.ts';
/** Recognises the few things people write to a chat that are no question about the API. */

export type Intent = 'greeting' | 'thanks' | 'identity';

const PATTERNS: readonly (readonly [Intent, RegExp])[] = [
  [
    'greeting',
    /^(?:hi|hello|hey|hallo|good (?:morning|afternoon|evening|day)|hi there|hello there|test|testing|ping|yo)$/,
  ],
  [
    'greeting',
    /^(?:你好啊?|您好|嗨|哈喽|哈啰|早上好|下午好|晚上好|早|早安|在吗|在不在|你在吗|有人吗|测试|试试|测试一下)$/,
  ],
  [
    'thanks',
    /^(?:ok )?(?:thanks?|thank you|thx|ty|cheers|great|perfect|ok|okay|cool|bye|goodbye)(?: (?:a lot|so much|very much|you|that helps|that helped))?$/,
  ],
  [
    'thanks',
    /^(?:好的?|嗯|行|明白了?|懂了|知道了)?(?:非常感谢|太感谢了?|谢谢你?|多谢|感谢|谢了|好的|好|收到|明白了?|再见|拜拜)(?:啦|了|啊|你)?$/,
  ],
  [
    'identity',
    /^(?:so )?(?:who|what) (?:are|r) (?:you|u)(?: really| exactly)?$|^what(?: i|')?s this(?: thing)?$|^(?:what can|what do) you do(?: for me)?$|^(?:help|help me|how can you help(?: me)?|what can i ask(?: you)?)$|^what(?: i|')?s your name$|^tell me about yourself$|^introduce yourself$/,
  ],
  [
    'identity',
    /^are you (?:an? )?(?:ai|real|human|bot|robot|chatgpt|gpt(?:-?\d)?|claude|person|real person|language model|llm|real model|chatbot)(?: model)?$/,
  ],
  ['identity', /^(?:what|which) (?:language |ai )?model (?:are you|am i (?:talking|speaking) (?:to|with)|is this)$/],
  [
    'identity',
    /^(?:请问)?(?:你|您)(?:是谁|是什么|是什么模型|是哪个模型|是什么东西|叫什么(?:名字)?|是(?:ai|人|真人|机器人|人工智能|chatgpt|gpt|真的模型)(?:吗|么)?|能做什么|会什么|会做什么|能干什么|能干嘛|有什么用|能帮我做什么|可以做什么)$/,
  ],
  [
    'identity',
    /^(?:自我介绍|介绍一下你?自己|自我介绍一下|这是什么|帮助|怎么用|我能问什么|我可以问什么|我能问你什么|能问什么|我现在用的是什么模型|这是什么模型)$/,
  ],
];

const bare = (text: string): string =>
  nfkc(text)
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^\p{L}\p{N}' -]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/(?<=\p{Script=Han})[呀啊呢吧]$/u, '');

/** What the whole message is, when it is no question about the API. */
export function intentOf(text: string): Intent | undefined {
  const words = bare(text);
  return PATTERNS.find(([, pattern]) => pattern.test(words))?.[0];
}

const CONTINUE = [
  /^(?:please )?(?:continue|go on|carry on|keep going|more)(?: (?:please|writing|from there|where you (?:left off|stopped)|exactly where you (?:stopped|left off)|from where you (?:stopped|left off)))*(?: without repeating.*)?$/,
  /^(?:请)?(?:继续|接着)(?:写|说|输出|生成|回答|讲)?(?:下去|吧|一下)?(?: .*不要重复.*)?$/,
  /^(?:请)?从(?:刚才|上次|上面)?(?:停下|中断|断开|截断)的地方(?:接着|继续)(?:写|说|输出|生成|回答)?(?:下去|吧)?(?: .*不要重复.*)?$/,
];

/** Whether a message asks for the rest of the answer before it. */
export function asksToContinue(text: string): boolean {
  const words = bare(text);
  return CONTINUE.some((pattern) => pattern.test(words));
}

const FOLLOW_UP =
  /^(?:and|but|what about|how about|same|also|or)\b|\b(?:it|its|that|this|them|those|these|the same)\b|^(?:in|with|using|for) \S+(?: please)?$|^(?:那|那么|还有|另外|换成|如果是|用)|(?:呢|它|这个|那个|上面|刚才)|^有.{1,14}(?:的|版)(?:吗|么)?$/;
const FOLLOW_UP_WORDS_MAX = 10;
const FOLLOW_UP_CHARACTERS_MAX = 18;

/** Whether a message only makes sense after the one before it: "and in Python?", "那 429 呢？". */
export function isFollowUp(text: string): boolean {
  const words = bare(text);
  const short =
    words.split(' ').length <= FOLLOW_UP_WORDS_MAX &&
    [...words.matchAll(/\p{Script=Han}/gu)].length <= FOLLOW_UP_CHARACTERS_MAX;
  return short && FOLLOW_UP.test(words);
}
