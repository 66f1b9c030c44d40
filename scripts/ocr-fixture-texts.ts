/**
 * What the pictures of `draw-ocr-fixtures.ts` say: 24 passages a language, one for each of four fonts, three sizes and
 * two polarities. They were written before anything read them and stay as they are, whatever the engine makes of them.
 */

export const LANGUAGES = ['zh', 'en', 'mixed'] as const;
export type FixtureLanguage = (typeof LANGUAGES)[number];

type Passage = readonly string[];

const ZH: readonly Passage[] = [
  ['请勿在此处停车', '违者将被拖离', '举报电话：12345'],
  ['欢迎光临老张面馆', '牛肉面 28元，素面 16元', '营业时间：上午十点至晚上九点'],
  ['春眠不觉晓，处处闻啼鸟。', '夜来风雨声，花落知多少。'],
  ['您的快递已到达菜鸟驿站', '取件码：8-3-2076', '请在今晚二十二点前领取，逾期将退回。'],
  ['小心地滑', '注意台阶', '紧急出口请向右走'],
  ['账户余额：￥3,582.60', '本月支出比上月减少了百分之十二', '查看详细账单'],
  ['会议改到星期四下午三点', '地点：办公楼五层第二会议室', '请各部门准备季度总结报告', '如有问题请联系行政部'],
  ['他推开门，外面下着细雨，', '街灯把石板路照得发亮。', '远处传来一阵钟声。'],
  ['当前版本存在安全风险', '建议立即更新到最新版本', '稍后提醒'],
  ['西红柿 3.5元/斤', '黄瓜 2.8元/斤', '土豆 1.9元/斤', '满三十元免费送货'],
  ['图书馆阅览室规则', '一、保持安静，手机请调至静音。', '二、禁止携带食物和饮料入内。'],
  ['本次列车由杭州东开往北京南', '请乘客提前十五分钟检票进站', '候车室：二楼B12检票口'],
  ['收据', '今收到李明交来房租', '人民币贰仟伍佰元整', '二〇二五年三月一日'],
  ['文件上传失败', '网络连接已断开，请检查后重试', '取消 重新上传'],
  ['人工智能正在改变我们的生活，', '但它不能代替人的思考与判断。'],
  ['森林防火，人人有责', '进山请勿携带火种', '火警电话：119'],
  ['药品名称：阿莫西林胶囊', '用法用量：口服，一次两粒，一日三次', '有效期至：2026年08月'],
  ['周末特价', '全场商品八折起', '会员再享九五折优惠', '活动截止到本月底'],
  ['设置', '通知与提醒', '隐私和安全', '退出当前账号'],
  ['山不在高，有仙则名；', '水不在深，有龙则灵。', '斯是陋室，惟吾德馨。'],
  ['前方施工，车辆绕行', '限速40公里', '给您带来不便，敬请谅解'],
  ['订单编号：202511260087', '商品合计：￥459.00', '运费：￥12.00', '实付款：￥471.00'],
  ['天气预报：明天多云转小雨，', '最高气温十八度，最低气温九度，', '东北风三到四级，请注意保暖。'],
  ['使用微波炉前请取下包装盖', '加热三分钟后搅拌均匀', '小心烫手'],
];

const EN: readonly Passage[] = [
  ['No parking at any time', 'Tow-away zone', 'Call 555-0134 to report'],
  ['The quick brown fox jumps over', 'the lazy dog while the old clock', 'strikes twelve.'],
  ['Total due: $1,284.50', 'Tax (8.25%): $97.89', 'Thank you for your visit!'],
  ['Your session has expired.', 'Please sign in again to continue.', 'Forgot password?'],
  ['Fresh bread daily', 'Open 7:30 am - 6:00 pm', 'Closed on Mondays'],
  ['https://example.com/docs/setup', 'npm install --save-dev', 'Released under the MIT license'],
  ['It was a bright cold day in April,', 'and every window in the street', 'had been thrown open.'],
  [
    'Platform 9: Manchester Piccadilly',
    'Departs 14:52, calling at Crewe',
    'and Stockport only',
    'Coach C is at the front',
  ],
  ['Storage almost full', '48.2 GB of 50 GB used', 'Manage storage'],
  ['CAUTION', 'Wet floor', 'Watch your step'],
  ['Invoice No. 2025-1178', 'Date: 26 November 2025', 'Amount: EUR 3,640.00', 'Payable within 30 days'],
  ['Chapter Four', 'In which the travellers cross', 'the river and lose a shoe.'],
  ['Flat white 4.20', 'Cappuccino 4.50', 'Blueberry muffin 3.75', 'Service not included'],
  ['Error 404: page not found', 'The file may have been moved', 'or deleted. Go back home.'],
  ['Museum of Natural History', 'Admission free', 'Please do not touch the exhibits'],
  ['From: support@example.org', 'Subject: Your ticket #48213', 'We have replied to your question.'],
  ['Mix flour, sugar and 2 eggs;', 'bake at 180 degrees for', '35 minutes until golden.'],
  ['Emergency exit only', 'Alarm will sound', 'Keep this door shut'],
  ['Save changes before closing?', 'Save or discard', 'Press Ctrl+S at any time'],
  ['Gate B27', 'Flight KL1023 to Amsterdam', 'Boarding closes at 18:45'],
  ['All models are wrong, but some', 'are useful. Measure twice, cut', 'once, and write it down.'],
  ['Speed limit 25 mph', 'School zone', 'Fines doubled'],
  ['Version 3.14.2', 'Fixed: crash when opening large files', 'New: dark mode and shortcuts', 'Learn more'],
  ['Take one tablet twice a day', 'with food. Do not exceed', 'the stated dose (max. 8).'],
];

const MIXED: readonly Passage[] = [
  ['无线网络 WiFi: Guest-5G', '密码 Password: hello2025', '请勿分享给他人'],
  ['停车场 Parking', '入口 Entrance', '每小时 10 元 per hour'],
  ['使用 Python 3.12 处理数据，', '结果保存为 CSV 文件，', '大小不超过 20 MB。'],
  ['安检 Security Check', '禁止携带 Power Bank 超过 100Wh', '请排队 Please queue'],
  ['iPhone 15 手机壳', '原价 ￥129 现价 ￥89', 'Free shipping 包邮'],
  ['点击 Settings 打开设置页面，', '然后选择 Privacy 选项。'],
  ['2025年11月26日 Wed 14:30', '会议链接 https://meet.example.cn', '主持人：Linda 王'],
  ['拿铁 Latte 32元', '美式 Americano 25元', '加奶 Extra milk +3元', '买二送一 Buy 2 get 1 free'],
  ['GPU 使用率 87%，温度 72°C', '内存 Memory 12.4 GB / 16 GB', '系统运行正常'],
  ['洗手间 Toilets', '电梯 Elevator', '二楼 2nd Floor'],
  ['她在 Google 工作了五年，', '后来回到上海创办了一家 AI 公司，', '主要研究 OCR 技术。'],
  ['订单 Order #A2093', '已发货 Shipped', '顺丰速运 SF1029384756'],
  ['API 返回 429 错误', '请求过多 Too many requests', '请在 60 秒后重试'],
  ['今日汇率 USD/CNY 7.12', '买入价 7.09', '更新时间 09:15'],
  ['小心台阶 Mind the step', '请扶好扶手 Hold the handrail', '禁止吸烟 No smoking'],
  ['下载 App 领取 50 元红包', 'Download now', '客服邮箱 help@example.com'],
  ['Chapter 3 第三章', '函数 Function 与变量 Variable', '本章介绍 JavaScript 的基础语法。'],
  ['航班 CA1831 北京至上海', '登机口 Gate C15', '座位 Seat 32A'],
  ['错误代码 E-1042', '磁盘空间不足 Disk full', '请清理 C 盘后重试 Retry'],
  ['周五 Friday 聚餐', '人均 Budget 150 元', '请回复 RSVP 到 Tom 的邮箱'],
  ['本店支持 Visa 和 Mastercard', '满 200 减 30', 'Tax free 退税'],
  ['会员等级 VIP 3', '积分 Points 12,850', '有效期 Valid until 2026/12/31'],
  ['用 Excel 打开 report_v2.xlsx', '检查第 5 列的 Total 数值', '然后发送给 Kevin。'],
  ['紧急出口 Exit', '火警 Fire 119', '保持通道畅通 Keep clear'],
];

/** The passages of each language, in the order of fonts, then sizes, then polarities. */
export const PASSAGES: Readonly<Record<FixtureLanguage, readonly Passage[]>> = { zh: ZH, en: EN, mixed: MIXED };
