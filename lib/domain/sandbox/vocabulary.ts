/** What the search knows of the two languages: words that say nothing, and words that mean the same. */

/** Words without meaning of their own in a question; the search does not see them. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about also am an and any are as at be been but by can cannot can't could did do does doesn't doing don't for from get
  gets getting got had has have having here how how's i i'd i'm i've if in into is isn't it its it's just let like me
  my no not of off on one ones only or our out please pls plz should so some that that's the their them then there these
  they thing this those to too up us use used using via want was we were what what's whats when where which while who
  why will with won't would you your now ok okay hi hey hello thanks hm well really actually maybe possible way need needs`.split(
    /\s+/,
  ),
);

/** Words that may stand in any question: they help to find a section but do not show that a question lies outside. */
export const FILLER_WORDS: ReadonlySet<string> = new Set(
  `example examples sample give show tell explain describe make makes made mean meaning means work works working happen
  happens happened help know see look looks code app application program project user users set setting settings
  question questions answer answers api ruijing console value values different difference between vs versus list all
  each every number many much more most best good better right wrong correct problem issue documentation docs page
  support supported supports available exist exists write read go put keep keeps always never still own something hit hits hold holds level levels
  anything everything actual real new time times`.split(/\s+/),
);

/** Chinese phrases without meaning of their own, longest first where one begins with another. */
export const STOP_PHRASES: readonly string[] =
  `为什么会 为什么 是什么意思 什么意思 有什么用 是什么 有什么 什么样 什么 怎么办 怎么样 怎么 怎样 如何 请问 请教
  可不可以 能不能 有没有 是不是 要不要 可以 应该 需要 想要 我想 我要 希望 一下 一个 这个 那个 哪个 哪些 哪里 哪儿 哪种 多少 几个 几次 多长 多大 多久
  的话 的时候 时候 谢谢 请 吗 呢 啊 吧 呀 嘛 啥 干嘛 干什么 明明 到底 究竟 还是 就是 但是 然后 所以 如果 因为 或者 以及 关于 对于 之后 之前 这样 那样 已经 正在 进行 起来 出来 里面 一直在 别人 自己`
    .split(/\s+/)
    .sort((first, second) => second.length - first.length);

/** Single characters that mostly serve grammar: they count for nothing, but may be half of a word that counts. */
export const STOP_CHARACTERS: ReadonlySet<string> = new Set(
  '里时的了是我你他它在有和与及或要会能让把被给用个也都就还又很太更最不没只该去来到从对为以而且这那哪几些么得地着过做想再总老',
);

/** As {@link FILLER_WORDS}. */
export const FILLER_PHRASES: readonly string[] =
  `例子 示例 问题 东西 方法 办法 情况 说明 介绍 文档 告诉 知道 使用 实现 写法 意思 区别 不同 差别 支持 调用 接口
  设置 代码 程序 回答 结果 一次 每次 比较 处理 出现 提示 显示 真正 里面 时间 有效 正确 错误`.split(/\s+/);

/**
 * Words that mean the same here, in both languages: `流式` in a question finds `stream` on a page. English phrases are
 * compared after stemming.
 */
export const SYNONYMS: Readonly<Record<string, string>> = {
  stream:
    'stream|streaming|sse|server-sent events|incremental|incrementally|typewriter|流式|打字机|逐字|一个字一个字|边生成边|蹦出来|推送事件',
  ratelimit:
    'rate limit|rate limited|rate limiting|ratelimit|throttle|throttled|too many requests|限流|速率限制|请求过多|请求太频繁|太频繁|频率限制',
  timeout:
    'timeout|time out|timed out|hang|hangs|takes forever|takes too long|no response|超时|卡住|没有响应|没响应|一直等',
  retry: 'retry|retries|try again|backoff|back off|重试|重新请求|退避',
  apikey: 'api key|apikey|api token|secret key|access key|credential|credentials|密钥|秘钥|apikey|api key|key',
  auth: 'authenticate|authentication|authorize|authorization|auth|认证|鉴权|授权|身份验证',
  leak: 'leak|leaked|expose|exposed|stolen|compromised|by accident|accidentally|泄露|泄漏|不小心|被盗|暴露',
  browser: 'browser|frontend|front end|client side|web page|webpage|浏览器|前端|网页',
  cancel:
    'cancel|abort|interrupt|stop generating|stop the model|stop it|取消|中断|停止生成|中途停止|打断|停下来|停止按钮',
  truncated: 'cut off|truncated|truncation|incomplete|halfway|截断|没说完|不完整|一半停|没写完',
  repeat: 'repeat|repeats|repeating|repetition|repetitive|重复',
  length: 'longer|shorter|answer length|maximum length|max length|长度|最长|更长|更短|太短|太长',
  repro: 'reproducible|reproduce|deterministic|repeatable|same answer|same result|可复现|复现|都一样|固定输出',
  roles: 'role|roles|角色',
  systemprompt:
    'system prompt|system message|system instruction|persona|系统提示词|系统提示|系统消息|人设|systemprompt|扮演',
  multiturn:
    'multi turn|multiple turns|conversation history|previous messages|remember|remembers|memory|stateless|多轮|历史|记住|记忆|上文|记得',
  penalty: 'penalty|penalties|惩罚',
  temperature: 'temperature|温度',
  random: 'random|randomness|creative|creativity|随机|创意|创造性',
  context: 'context window|context length|context size|maximum context|上下文',
  prompt: 'prompt|prompts|提示词',
  models: 'model|models|模型',
  count: 'count|calculate|estimate|tokenizer|计算|统计|估算|计数|分词器',
  cost: 'cost|costs|price|prices|pricing|bill|billing|charge|free of charge|多少钱|收费|价格|费用|计费|价钱|花钱|免费吗|账单',
  save: 'save tokens|less tokens|fewer tokens|reduce tokens|cheaper|节省|节约|怎么省|省钱|减少消耗',
  quota: 'quota|allowance|daily limit|额度|配额|限额',
  remaining: 'remaining|left|剩余|还剩',
  plan: 'plan|plans|free tier|套餐|免费版|专业版|企业版',
  upgrade: 'upgrade|raise the limit|increase|higher limit|升级|提高|扩容',
  parallel: 'parallel|concurrent|concurrency|simultaneous|并发|并行|同时',
  functioncall: 'function calling|function call|tool calling|tool use|函数调用|工具调用|调用函数|某个函数',
  tool: 'tool|tools|工具',
  toolresult: 'tool result|function result|return the result|传回去|送回|结果传回|发回',
  force: 'force|forced|require|required|mandatory|强制|必须|必填|必需',
  json: 'json',
  schema: 'schema|模式定义|结构化',
  parse: 'parse|parsing|解析',
  image: 'image|images|picture|pictures|photo|photos|screenshot|图片|图像|照片|截图|看图',
  embedding: 'embedding|embeddings|embed|vector|vectors|vectorise|vectorize|嵌入|向量|向量化',
  similarity: 'similarity|similar|cosine|compare texts|相似度|相似|余弦|有多像',
  search: 'semantic search|search|语义搜索|检索|搜索',
  dimension: 'dimension|dimensions|维度|多少维|几维',
  ocr: 'ocr|text recognition|extract text|read text|文字识别|图片里的文字|图中文字|提取文字|识别文字',
  face: 'face|faces|人脸',
  color: 'color|colors|colour|colours|颜色|主色|主色调',
  box: 'box|bounding box|coordinate|coordinates|边界框|检测框|方框|坐标',
  transcribe:
    'transcribe|transcription|speech recognition|speech to text|recognise speech|语音识别|转写|录音转文字|语音转文字|音频转文字',
  audio: 'audio|recording|speech|voice|音频|录音|语音',
  tts: 'text to speech|tts|speech synthesis|read aloud|文字转语音|语音合成|文本转语音|朗读',
  subtitle: 'subtitle|subtitles|caption|captions|srt|vtt|字幕',
  timestamp: 'timestamp|timestamps|time code|时间戳|时间轴',
  format: 'format|formats|格式',
  size: 'size|file size|大小|最大',
  install: 'install|installation|安装',
  sdk: 'sdk|client library|package|library|软件包',
  python: 'python|py',
  javascript: 'javascript|js|node|nodejs|node.js|typescript|ts',
  curl: 'curl|command line|命令行',
  batch: 'batch|bulk|batches|批量|大量请求',
  connect: 'connect|hook up|set up|连接|接入|接上|对接',
  local: 'local|localhost|locally|on my machine|self hosted|本地|本机|自己部署',
  sandbox: 'sandbox|沙盒|沙箱',
  simulate: 'simulate|provoke|rehearse|fault injection|mock|模拟|演练|触发错误|故障注入',
  baseurl: 'base url|baseurl|base address|endpoint address|基础地址|接口地址|请求地址|baseurl',
  header: 'header|headers|请求头|响应头',
  requestid: 'request id|requestid|请求编号|请求号',
  env: 'environment variable|env variable|env var|env|环境变量',
  error: 'error|errors|exception|exceptions|failure|错误|报错|异常|出错',
  statuscode: 'error code|error codes|status code|status codes|错误码|状态码|错误代码',
  handle: 'handle|handling|catch|捕获|处理错误|错误处理',
  unauthorized: 'unauthorized|unauthorised|invalid api key|invalid key|key is invalid|密钥无效|无效|未授权|认证失败',
  forbidden: 'forbidden|permission|no permission|access denied|权限|禁止访问|拒绝访问',
  notfound: 'not found|does not exist|不存在|找不到',
  unavailable: 'unavailable|overloaded|maintenance|不可用|过载|维护|繁忙',
  wrongfacts:
    'hallucination|hallucinate|wrong fact|wrong facts|incorrect facts|made up|幻觉|胡说八道|错误的事实|不准确|编造',
  trust: 'trust|reliable|rely|可信|可靠|信任',
  security: 'security|secure|safe|safely|safety|安全',
  fast: 'fast|faster|fastest|quick|quickest|latency|speed|最快|更快|速度|延迟',
  choose: 'choose|choice|recommend|which model|选择|选哪个|该用|应该用|推荐|怎么选',
  register: 'sign up|register|apply for|create key|where do i get|申请|注册|获取密钥',
  stop: 'stop sequence|stop sequences|stop word|stop words|stop string|停止序列|停止词',
  several:
    'several answers|multiple answers|alternatives|multiple choices|different answers|多个回答|几个回答|三个回答|三个不同|多个候选',
  usage: 'usage|consumption|用量|消耗',
  minute: 'per minute|a minute|rpm|每分钟|一分钟',
  day: 'per day|daily|a day|每天|每日|一天',
  file: 'file|files|文件',
  document: 'long documents|long document|long text|long article|长文档|长文本|长文章',
  character: 'character|characters|汉字|字符',
  finished: 'finished|ended|has ended|end of stream|is complete|结束|流结束',
  chat: 'chat|conversation|聊天|对话',
  weather: 'weather|天气|气温',
  clock: 'current time|what time|几点|现在时间',
  translate: 'translate|translation|翻译',
  stock: 'stock|stocks|股票|股价',
  order: 'order|orders|订单',
  email: 'email|mail|邮件',
  calendar: 'calendar|schedule|meeting|日程|会议|日历',
  city: 'city|cities|城市',
};
