/** A desk by a wall, in the light of a window on the left. */

const linear = (id: string, stops: readonly string[], { upright = false } = {}): string =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="${upright ? 0 : 1}" y2="${upright ? 1 : 0}">${stopsOf(stops)}</linearGradient>`;
const radial = (id: string, stops: readonly string[]): string =>
  `<radialGradient id="${id}" cx="0.36" cy="0.32" r="0.75">${stopsOf(stops)}</radialGradient>`;
const stopsOf = (stops: readonly string[]): string =>
  stops.map((color, index) => `<stop offset="${index / (stops.length - 1)}" stop-color="${color}"/>`).join('');

const GRADIENTS = [
  linear('wall', ['#e6ded0', '#cfc4b2', '#a89b88']),
  linear('table', ['#a8754a', '#8a5a35', '#6a4226'], { upright: true }),
  linear('lid', ['#b9bdc2', '#8d9298', '#6d7278']),
  linear('screen', ['#2b5f8f', '#6aa7c9', '#e7b98a', '#c46a4c'], { upright: true }),
  linear('base', ['#cfd2d6', '#a6aab0'], { upright: true }),
  linear('mug', ['#e9523f', '#d23c2c', '#8e2118']),
  linear('bottle', ['#0f4a2c', '#2f8a57', '#8fd0a6', '#1f6a41', '#0a2f1c']),
  linear('label', ['#d8cfb8', '#f6f0df', '#b9ae93']),
  linear('pot', ['#d9845a', '#b9603a', '#6e3118']),
  radial('orange', ['#ffc56b', '#f58a1f', '#b4520a']),
  radial('face', ['#ffffff', '#f2efe9', '#d5d0c6']),
  radial('rim', ['#5b5f66', '#2a2d31', '#0f1113']),
  linear('leaf', ['#8cc665', '#4b9440', '#1f5a2a']),
];

const shadow = (x: number, y: number, width: number): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${width}" ry="${width * 0.13}" fill="#2a160a" opacity="0.5" filter="url(#soft8)"/>`;

function clock(x: number, y: number, radius: number): string {
  const marks = Array.from({ length: 12 }, (_, hour) => {
    const angle = (hour * Math.PI) / 6;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    const numeral = `<text x="${x + sin * radius * 0.7}" y="${y - cos * radius * 0.7 + radius * 0.075}" text-anchor="middle" font-family="Liberation Sans, Arial, sans-serif" font-weight="700" font-size="${radius * 0.21}" fill="#22252a">${hour === 0 ? 12 : hour}</text>`;
    return `${numeral}<line x1="${x + sin * radius * 0.84}" y1="${y - cos * radius * 0.84}" x2="${x + sin * radius * 0.9}" y2="${y - cos * radius * 0.9}" stroke="#22252a" stroke-width="${radius * 0.03}"/>`;
  });
  const hand = (turn: number, [length, width]: readonly [number, number], color = '#17191c') =>
    `<line x1="${x}" y1="${y}" x2="${x + Math.sin(turn) * radius * length}" y2="${y - Math.cos(turn) * radius * length}" stroke="${color}" stroke-width="${radius * width}" stroke-linecap="round"/>`;
  return `<ellipse cx="${x + 16}" cy="${y + 20}" rx="${radius}" ry="${radius}" fill="#3a2d1e" opacity="0.45" filter="url(#soft8)"/>
  <circle cx="${x}" cy="${y}" r="${radius}" fill="url(#rim)"/><circle cx="${x}" cy="${y}" r="${radius * 0.91}" fill="url(#face)"/>
  ${marks.join('')}${hand(5.27, [0.46, 0.055])}${hand(0.9, [0.68, 0.04])}${hand(3.5, [0.74, 0.015], '#c22a20')}<circle cx="${x}" cy="${y}" r="${radius * 0.05}" fill="#17191c"/>`;
}

const laptop = `${shadow(560, 716, 330)}
<path d="M352,352 L768,352 Q780,352 780,366 L792,640 L328,640 L340,366 Q340,352 352,352 Z" fill="url(#lid)"/>
<path d="M356,362 L764,362 Q770,362 770,370 L780,628 L340,628 L350,370 Q350,362 356,362 Z" fill="#0c0d0f"/>
<path d="M364,374 L756,374 L766,616 L354,616 Z" fill="url(#screen)"/>
<path d="M354,616 L359,520 C420,470 470,520 520,488 C580,450 620,520 690,480 C720,466 750,480 761,490 L766,616 Z" fill="#1d3346" opacity="0.85"/>
<path d="M354,616 L357,560 C430,530 520,580 600,548 C670,524 720,560 764,550 L766,616 Z" fill="#0d1d2b"/>
<circle cx="640" cy="470" r="26" fill="#fff2d8" opacity="0.9"/>
<path d="M364,374 L560,374 L470,616 L354,616 Z" fill="#fff" opacity="0.07"/>
<path d="M328,640 L792,640 L860,716 Q862,728 846,728 L274,728 Q258,728 260,716 Z" fill="url(#base)"/>
<path d="M262,716 L858,716 Q862,728 846,728 L274,728 Q258,728 262,716 Z" fill="#7d8187"/>
<path d="M346,648 L774,648 L812,690 L308,690 Z" fill="#2b2d31"/>
${Array.from({ length: 5 }, (_, row) =>
  Array.from({ length: 14 }, (__, key) => {
    const [left, right] = [349 - row * 7.4, 771 + row * 7.4];
    const wide = (right - left) / 14;
    return `<rect x="${(left + key * wide + 2).toFixed(1)}" y="${649.5 + row * 8}" width="${(wide - 4).toFixed(1)}" height="6" rx="1.5" fill="#4a4d53"/>`;
  }).join(''),
).join('')}
<path d="M488,694 L632,694 L642,713 L478,713 Z" fill="#b4b8bd" stroke="#8f9399"/>`;

const mug = `${shadow(950, 742, 80)}
<path d="M1008,640 C1070,630 1076,716 1004,708" fill="none" stroke="#a82a1f" stroke-width="17"/>
<path d="M1008,640 C1066,632 1070,712 1004,706" fill="none" stroke="#ee7466" stroke-width="4" opacity="0.7"/>
<path d="M884,606 L1014,606 L1006,730 Q1002,746 949,746 Q896,746 892,730 Z" fill="url(#mug)"/>
<ellipse cx="949" cy="606" rx="65" ry="15" fill="#f6ded8"/><ellipse cx="949" cy="608" rx="57" ry="11" fill="#3a1d10"/>
<path d="M902,624 L908,726" stroke="#fff" stroke-width="9" opacity="0.35" stroke-linecap="round" filter="url(#soft2)"/>`;

const bottle = `${shadow(1094, 668, 56)}
<path d="M1074,322 L1114,322 L1116,412 C1120,442 1144,450 1144,486 L1144,650 Q1144,668 1094,668 Q1044,668 1044,650 L1044,486 C1044,450 1068,442 1072,412 Z" fill="url(#bottle)"/>
<path d="M1070,300 L1118,300 L1118,336 L1070,336 Z" fill="#b8912f"/><path d="M1070,300 L1082,300 L1082,336 L1070,336 Z" fill="#f1d27c"/>
<path d="M1044,512 L1144,512 L1144,616 Q1094,624 1044,616 Z" fill="url(#label)"/>
<circle cx="1094" cy="550" r="20" fill="#7a2c22"/><path d="M1062,590 L1126,590" stroke="#6b5a3c" stroke-width="4"/>
<path d="M1058,480 L1058,640" stroke="#fff" stroke-width="6" opacity="0.4" stroke-linecap="round" filter="url(#soft2)"/>`;

const leaf = (turn: number, length: number): string =>
  `<g transform="translate(160,520) rotate(${turn})"><path d="M0,0 C-${length * 0.24},-${length * 0.3} -${length * 0.2},-${length * 0.8} 0,-${length} C${length * 0.2},-${length * 0.8} ${length * 0.24},-${length * 0.3} 0,0 Z" fill="url(#leaf)" stroke="#174a22" stroke-width="1.2"/><path d="M0,0 L0,-${length * 0.94}" stroke="#b4dd8f" stroke-width="1.6" opacity="0.7"/></g>`;

const plant = `${shadow(164, 676, 90)}
${[
  [-74, 160],
  [76, 160],
  [-52, 220],
  [56, 216],
  [-30, 262],
  [34, 268],
  [-92, 120],
  [94, 120],
  [4, 296],
  [-62, 150],
  [64, 150],
  [-16, 220],
  [20, 206],
  [-38, 160],
  [42, 156],
  [2, 150],
]
  .map(([turn = 0, length = 0]) => leaf(turn, length))
  .join('')}
<path d="M104,540 L220,540 L206,662 Q203,676 162,676 Q121,676 118,662 Z" fill="url(#pot)"/>
<path d="M94,516 L230,516 L226,548 L98,548 Z" fill="url(#pot)"/><path d="M98,548 L226,548 L224,556 L100,556 Z" fill="#3a1a0c" opacity="0.4"/>`;

const orange = (x: number, y: number): string =>
  `${shadow(x, y + 52, 60)}<circle cx="${x}" cy="${y}" r="56" fill="url(#orange)"/>
  <path d="M${x + 2},${y - 46} l6,-5 l5,5 l-4,5 Z" fill="#4c6b2a"/><ellipse cx="${x + 8}" cy="${y - 42}" rx="15" ry="6" fill="#a64a06" opacity="0.35" filter="url(#soft2)"/>
  <ellipse cx="${x - 20}" cy="${y - 22}" rx="14" ry="9" fill="#fff" opacity="0.45" transform="rotate(-35 ${x - 20} ${y - 22})" filter="url(#soft2)"/>`;

const book = (y: number, [x, width]: readonly [number, number], color: string): string =>
  `<path d="M${x},${y} L${x + width},${y} L${x + width},${y + 28} L${x},${y + 28} Z" fill="${color}"/><path d="M${x + width - 8},${y + 4} L${x + width + 2},${y + 4} L${x + width + 2},${y + 24} L${x + width - 8},${y + 24} Z" fill="#efe7d4"/>
  <path d="M${x + 16},${y} L${x + 16},${y + 28} M${x + width - 40},${y} L${x + width - 40},${y + 28}" stroke="#f4dfa8" stroke-width="3" opacity="0.8"/><rect x="${x}" y="${y}" width="${width}" height="6" fill="#fff" opacity="0.16"/>`;

export const desk = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 853" width="1280" height="853">
<defs>${GRADIENTS.join('')}
${[2, 8].map((blur) => `<filter id="soft${blur}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="${blur}"/></filter>`).join('')}
<filter id="wood" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency="0.006 0.12" numOctaves="3" seed="7"/><feColorMatrix values="0 0 0 0 0.2  0 0 0 0 0.1  0 0 0 0 0.04  1.3 0 0 0 -0.45"/></filter>
<filter id="grain" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency="0.9" numOctaves="2" seed="4"/><feColorMatrix values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0.9 0 0 0 -0.32"/></filter></defs>
<rect width="1280" height="853" fill="url(#wall)"/>
<g filter="url(#soft8)" opacity="0.5" fill="#fff6df"><path d="M300,60 L470,30 L520,300 L350,330 Z M490,26 L640,0 L690,270 L540,296 Z"/></g>
<rect y="596" width="1280" height="257" fill="url(#table)"/><rect y="596" width="1280" height="257" filter="url(#wood)" opacity="0.55"/>
<rect y="592" width="1280" height="6" fill="#d9a877" opacity="0.6"/>
${clock(960, 168, 112)}
${plant}${laptop}${bottle}${mug}
${orange(1212, 690)}${orange(1120, 752)}
${shadow(150, 824, 150)}${book(790, [30, 250], '#7b2f2a')}${book(762, [44, 226], '#27506e')}${book(734, [36, 214], '#c39a3c')}
<rect width="1280" height="853" filter="url(#grain)" opacity="0.2"/>
</svg>`;
