/** A café's receipt on a table, in Chinese and English. */

const ITEMS = [
  ['拿铁咖啡', 'Caffe latte', '2', '56.00'],
  ['牛角面包', 'Croissant', '1', '18.00'],
  ['抹茶蛋糕', 'Matcha cake', '1', '32.00'],
  ['鲜榨橙汁', 'Orange juice', '1', '22.00'],
] as const;

const SANS = 'font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"';
const INK = '#26262a';

interface Line {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
}

const text = (words: string, { x, y, size, bold = false, anchor = 'start' }: Line): string =>
  `<text x="${x}" y="${y}" font-size="${size}" font-weight="${bold ? 700 : 400}" text-anchor="${anchor}" fill="${INK}" ${SANS}>${words}</text>`;
const rule = (y: number): string =>
  `<line x1="150" y1="${y}" x2="704" y2="${y}" stroke="${INK}" stroke-width="2" stroke-dasharray="9 7" opacity="0.6"/>`;

const items = ITEMS.map(([chinese, english, count, price], index) => {
  const y = 482 + index * 92;
  return [
    text(chinese, { x: 150, y, size: 31, bold: true }),
    text(english, { x: 150, y: y + 36, size: 24 }),
    text(`${count} 份`, { x: 500, y, size: 29, anchor: 'middle' }),
    text(price, { x: 704, y, size: 30, anchor: 'end' }),
  ].join('');
}).join('');

const sum = (words: string, amount: string, line: { y: number; size: number; bold?: boolean }): string =>
  text(words, { ...line, x: 150 }) + text(amount, { ...line, x: 704, anchor: 'end' });

/** The edge that the printer tears. */
const torn = Array.from({ length: 36 }, (_, index) => `L${740 - (index + 1) * 17.3},${index % 2 === 0 ? 1196 : 1208}`);

export const receipt = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 853 1280" width="853" height="1280">
<defs>
<linearGradient id="table" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#7a5233"/><stop offset="0.6" stop-color="#5d3b22"/><stop offset="1" stop-color="#3b2413"/></linearGradient>
<linearGradient id="paper" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fffefb"/><stop offset="0.7" stop-color="#f6f3ec"/><stop offset="1" stop-color="#e6e1d6"/></linearGradient>
<filter id="soft" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="14"/></filter>
<filter id="wood" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency="0.09 0.004" numOctaves="3" seed="11"/><feColorMatrix values="0 0 0 0 0.16  0 0 0 0 0.08  0 0 0 0 0.03  1.4 0 0 0 -0.45"/></filter>
</defs>
<rect width="853" height="1280" fill="url(#table)"/><rect width="853" height="1280" filter="url(#wood)" opacity="0.7"/>
<g transform="rotate(-0.6 426 640)">
<path d="M130,86 L754,86 L760,1216 L136,1216 Z" fill="#160b04" opacity="0.6" filter="url(#soft)"/>
<path d="M114,66 L740,66 L740,1208 ${torn.join(' ')} L114,1208 Z" fill="url(#paper)"/>
${text('春山咖啡', { x: 427, y: 164, size: 50, bold: true, anchor: 'middle' })}
${text('SPRING HILL COFFEE', { x: 427, y: 218, size: 31, bold: true, anchor: 'middle' })}
${text('滨江路 88 号', { x: 427, y: 272, size: 26, anchor: 'middle' })}
${rule(304)}
${text('单号 No. 2046', { x: 150, y: 350, size: 26 })}
${text('2026-03-18 08:42', { x: 704, y: 350, size: 26, anchor: 'end' })}
${text('品名 Item', { x: 150, y: 408, size: 26 })}${text('数量', { x: 500, y: 408, size: 26, anchor: 'middle' })}${text('金额', { x: 704, y: 408, size: 26, anchor: 'end' })}
${rule(430)}
${items}
${rule(830)}
${sum('小计 Subtotal', '128.00', { y: 884, size: 29 })}
${sum('优惠 Discount', '-10.00', { y: 932, size: 29 })}
${rule(960)}
${sum('合计 TOTAL', 'CNY 118.00', { y: 1028, size: 40, bold: true })}
${text('谢谢惠顾，欢迎再来', { x: 427, y: 1112, size: 31, anchor: 'middle' })}
${text('Thank you, please come again', { x: 427, y: 1156, size: 27, anchor: 'middle' })}
</g>
</svg>`;
