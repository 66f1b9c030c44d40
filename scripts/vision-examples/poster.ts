/** A poster of few, clear colours, with the colours' own names at its foot. */

const COLORS = [
  ['#f4efe6', 'Paper', '宣纸'],
  ['#e4572e', 'Vermilion', '朱红'],
  ['#f2b134', 'Amber', '琥珀'],
  ['#2e6f6b', 'Pine', '松绿'],
  ['#1d3557', 'Indigo', '靛青'],
] as const;

const [PAPER, VERMILION, AMBER, PINE, INDIGO] = COLORS.map(([hex]) => hex);
const SANS = 'Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif';

const swatch = ([hex, english, chinese]: (typeof COLORS)[number], index: number): string => {
  const x = 80 + index * 226;
  const ink = index === 0 || index === 2 ? INDIGO : PAPER;
  return `<rect x="${x}" y="655" width="212" height="128" rx="10" fill="${hex}" ${index === 0 ? `stroke="${INDIGO}" stroke-width="2"` : ''}/>
  <text x="${x + 18}" y="706" font-family="${SANS}" font-weight="700" font-size="30" fill="${ink}">${chinese}</text>
  <text x="${x + 18}" y="738" font-family="${SANS}" font-size="21" fill="${ink}">${english}</text>
  <text x="${x + 18}" y="766" font-family="${SANS}" font-size="21" fill="${ink}">${hex.toUpperCase()}</text>`;
};

export const poster = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 853" width="1280" height="853">
<defs><clipPath id="sheet"><rect x="690" y="70" width="510" height="530" rx="14"/></clipPath></defs>
<rect width="1280" height="853" fill="${PAPER}"/>
<g clip-path="url(#sheet)">
  <rect x="690" y="70" width="510" height="530" fill="${AMBER}"/>
  <circle cx="1010" cy="270" r="120" fill="${VERMILION}"/>
  <path d="M690,420 C790,330 860,330 950,410 C1030,330 1120,320 1200,400 L1200,600 L690,600 Z" fill="${PINE}"/>
  <path d="M690,500 C820,430 900,470 1000,500 C1090,526 1150,480 1200,470 L1200,600 L690,600 Z" fill="${INDIGO}"/>
  <path d="M770,560 q50,-22 100,0 t100,0 t100,0 t100,0" fill="none" stroke="${PAPER}" stroke-width="5"/>
  <path d="M800,180 q18,-20 36,0 q18,-20 36,0 M880,130 q14,-16 28,0 q14,-16 28,0" fill="none" stroke="${INDIGO}" stroke-width="6" stroke-linecap="round"/>
</g>
<rect x="80" y="70" width="96" height="12" fill="${VERMILION}"/>
<text x="78" y="226" font-family="${SANS}" font-weight="700" font-size="104" fill="${INDIGO}">山海之间</text>
<text x="80" y="312" font-family="${SANS}" font-weight="700" font-size="42" fill="${INDIGO}">Between hills and sea</text>
<text x="80" y="404" font-family="${SANS}" font-size="32" fill="${INDIGO}">版画与色彩展</text>
<text x="80" y="450" font-family="${SANS}" font-size="30" fill="${INDIGO}">Prints and colours</text>
<text x="80" y="560" font-family="${SANS}" font-weight="700" font-size="34" fill="${PINE}">4 月 12 日 – 6 月 30 日</text>
<text x="80" y="600" font-family="${SANS}" font-size="27" fill="${PINE}">12 April – 30 June, free entry</text>
${COLORS.map(swatch).join('')}
</svg>`;
