/** Three people of nobody's acquaintance before a studio wall. */

interface Person {
  readonly id: string;
  /** Where the middle of the face is, and how large it is drawn. */
  readonly at: readonly [x: number, y: number, scale: number];
  /** Light, middle and shade of the skin. */
  readonly skin: readonly [string, string, string];
  readonly lips: readonly [string, string];
  readonly hair: readonly [string, string];
  readonly iris: string;
  readonly clothes: readonly [string, string];
  readonly cut: 'long' | 'short' | 'bob';
  readonly beard?: boolean;
}

const PEOPLE: readonly Person[] = [
  {
    ...{ id: 'a', at: [300, 400, 1.02], skin: ['#fbe0cb', '#edbb99', '#a8694a'], lips: ['#b4505a', '#d67a7c'] },
    ...{ hair: ['#2a1b14', '#5d4030'], iris: '#5a3b22', clothes: ['#e9e2d6', '#b9ab97'], cut: 'long' },
  },
  {
    ...{ id: 'b', at: [655, 365, 1.08], skin: ['#eab68f', '#cf8f66', '#7c4629'], lips: ['#8d4a40', '#b56d60'] },
    ...{ hair: ['#15110f', '#3a2f2a'], iris: '#3a2415', clothes: ['#2f4a6b', '#182a42'], cut: 'short', beard: true },
  },
  {
    ...{ id: 'c', at: [1000, 415, 1], skin: ['#c98f68', '#9c6240', '#53301c'], lips: ['#7c3437', '#a8575a'] },
    ...{ hair: ['#120d0c', '#33251f'], iris: '#2e1a10', clothes: ['#c9713e', '#8a4320'], cut: 'bob' },
  },
];

const HEAD =
  'M-98,-40 C-100,-120 -60,-150 0,-150 C60,-150 100,-120 98,-40 C97,10 88,62 62,102 C44,130 22,146 0,146 C-22,146 -44,130 -62,102 C-88,62 -97,10 -98,-40 Z';

function gradients({ id, skin: [light, middle, shade], lips, hair, iris, clothes }: Person): string {
  return `
  <radialGradient id="skin-${id}" cx="0.42" cy="0.36" r="0.72"><stop offset="0" stop-color="${light}"/><stop offset="0.55" stop-color="${middle}"/><stop offset="1" stop-color="${shade}"/></radialGradient>
  <linearGradient id="neck-${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${shade}"/><stop offset="1" stop-color="${middle}"/></linearGradient>
  <linearGradient id="lip-${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${lips[0]}"/><stop offset="1" stop-color="${lips[1]}"/></linearGradient>
  <linearGradient id="hair-${id}" x1="0.2" y1="0" x2="0.8" y2="1"><stop offset="0" stop-color="${hair[1]}"/><stop offset="0.45" stop-color="${hair[0]}"/><stop offset="1" stop-color="${hair[0]}"/></linearGradient>
  <radialGradient id="iris-${id}"><stop offset="0" stop-color="${iris}"/><stop offset="0.7" stop-color="${iris}"/><stop offset="1" stop-color="#140c08"/></radialGradient>
  <linearGradient id="cloth-${id}" x1="0.2" y1="0" x2="0.9" y2="1"><stop offset="0" stop-color="${clothes[0]}"/><stop offset="1" stop-color="${clothes[1]}"/></linearGradient>
  <clipPath id="head-${id}"><path d="${HEAD}"/></clipPath>`;
}

function eye({ id, skin, hair }: Person, side: -1 | 1): string {
  return `<g transform="translate(${side * 42},-22) scale(${side},1)">
    <ellipse cx="0" cy="-6" rx="33" ry="19" fill="${skin[2]}" opacity="0.5" filter="url(#soft6)"/>
    <clipPath id="lid-${id}${side}"><path d="M-24,3 C-14,-11 12,-14 25,-1 C14,11 -12,12 -24,3 Z"/></clipPath>
    <g clip-path="url(#lid-${id}${side})">
      <rect x="-30" y="-20" width="60" height="40" fill="#efe8e3"/>
      <circle cx="1" cy="-1" r="11.5" fill="url(#iris-${id})"/><circle cx="1" cy="-1" r="5.4" fill="#070505"/>
      <rect x="-30" y="-20" width="60" height="14" fill="#3a211a" opacity="0.45" filter="url(#soft2)"/>
      <circle cx="${side * -3 + 1}" cy="-5" r="2.6" fill="#fff"/>
    </g>
    <path d="M-25,4 C-14,-12 12,-15 27,-2" fill="none" stroke="#1b0f0c" stroke-width="3.6" stroke-linecap="round"/>
    <path d="M-22,5 C-11,13 13,12 25,0" fill="none" stroke="${skin[2]}" stroke-width="1.6" opacity="0.8"/>
    <path d="M-22,-8 C-10,-21 14,-22 27,-10" fill="none" stroke="${skin[2]}" stroke-width="2" opacity="0.7"/>
    <path d="M-27,-28 C-12,-42 16,-43 36,-29 C18,-37 -8,-35 -26,-23 Z" fill="${hair[0]}" opacity="0.92" filter="url(#soft1)"/>
  </g>`;
}

function face(one: Person): string {
  const { id, skin, lips, hair, beard } = one;
  return `
  <ellipse cx="-99" cy="-8" rx="15" ry="30" fill="${skin[1]}"/><ellipse cx="99" cy="-8" rx="15" ry="30" fill="${skin[2]}"/>
  <path d="${HEAD}" fill="url(#skin-${id})"/>
  <g clip-path="url(#head-${id})">
    <path d="M60,-150 C130,-60 110,90 30,160 L160,160 L160,-150 Z" fill="${skin[2]}" opacity="0.45" filter="url(#soft18)"/>
    <ellipse cx="-14" cy="-100" rx="58" ry="30" fill="#fff" opacity="0.2" filter="url(#soft18)"/>
    <ellipse cx="-54" cy="34" rx="30" ry="22" fill="${lips[1]}" opacity="0.3" filter="url(#soft12)"/>
    <ellipse cx="54" cy="34" rx="30" ry="22" fill="${lips[1]}" opacity="0.3" filter="url(#soft12)"/>
    <ellipse cx="-48" cy="16" rx="20" ry="11" fill="#fff" opacity="0.2" filter="url(#soft6)"/>
    ${beard === true ? `<path d="M-98,10 C-80,50 -60,62 -40,60 C-20,44 20,44 40,60 C60,62 80,50 98,10 L98,160 L-98,160 Z" fill="${hair[0]}" opacity="0.4" filter="url(#soft6)"/>` : ''}
    <ellipse cx="0" cy="118" rx="30" ry="16" fill="${skin[0]}" opacity="0.3" filter="url(#soft6)"/>
    <path d="M-100,-60 C-60,-120 60,-120 100,-60 L100,-160 L-100,-160 Z" fill="${hair[0]}" opacity="0.28" filter="url(#soft12)"/>
  </g>
  ${eye(one, -1)}${eye(one, 1)}
  <path d="M9,-30 C17,0 24,24 25,38 C16,46 8,48 2,48 Z" fill="${skin[2]}" opacity="0.5" filter="url(#soft4)"/>
  <path d="M-3,-26 C-6,0 -6,20 -3,36" fill="none" stroke="#fff" stroke-width="9" stroke-linecap="round" opacity="0.24" filter="url(#soft4)"/>
  <ellipse cx="0" cy="38" rx="17" ry="12" fill="${skin[0]}" opacity="0.5" filter="url(#soft4)"/>
  <path d="M-25,41 C-20,52 -8,47 0,53 C8,47 20,52 25,41" fill="none" stroke="${skin[2]}" stroke-width="3.4" stroke-linecap="round" opacity="0.85" filter="url(#soft1)"/>
  <ellipse cx="-11" cy="47" rx="5.4" ry="3" fill="#2d140d" opacity="0.8"/><ellipse cx="11" cy="47" rx="5.4" ry="3" fill="#2d140d" opacity="0.8"/>
  <ellipse cx="0" cy="64" rx="7" ry="7" fill="${skin[2]}" opacity="0.4" filter="url(#soft4)"/>
  <path d="M-42,76 C-28,72 -10,68 0,72 C10,68 28,72 42,76 C26,108 -26,108 -42,76 Z" fill="url(#lip-${id})"/>
  <path d="M-45,74 C-38,80 -14,86 0,86 C14,86 38,80 45,74" fill="none" stroke="#401317" stroke-width="2.6" stroke-linecap="round"/>
  <ellipse cx="-4" cy="94" rx="13" ry="3.2" fill="#fff" opacity="0.34" filter="url(#soft2)"/>
  <ellipse cx="0" cy="106" rx="26" ry="6" fill="${skin[2]}" opacity="0.5" filter="url(#soft4)"/>`;
}

const HAIR_BEHIND: Readonly<Record<Person['cut'], string>> = {
  long: 'M-112,-60 C-124,-170 -50,-192 0,-190 C60,-192 126,-165 114,-50 C116,40 136,150 152,262 C110,300 70,290 60,270 L-66,270 C-84,292 -120,294 -150,262 C-132,150 -112,40 -112,-60 Z',
  short: 'M-103,-30 C-118,-150 -60,-186 4,-184 C70,-184 116,-146 103,-30 Z',
  bob: 'M-116,-40 C-136,-160 -56,-196 0,-194 C60,-196 136,-158 116,-40 C124,30 122,80 108,122 C84,136 64,130 58,110 L-58,110 C-66,130 -86,136 -108,122 C-122,80 -124,30 -116,-40 Z',
};

const HAIR_BEFORE: Readonly<Record<Person['cut'], string>> = {
  long: 'M-102,10 C-112,-70 -100,-150 -10,-166 C-30,-120 -70,-90 -86,-62 C-94,-40 -96,-14 -102,10 Z M102,14 C112,-70 96,-156 -14,-166 C16,-126 64,-108 84,-70 C94,-44 98,-14 102,14 Z',
  short:
    'M-100,-28 C-112,-110 -84,-172 10,-174 C84,-172 112,-116 100,-28 C96,-54 90,-76 80,-94 C40,-112 -30,-116 -66,-104 C-86,-86 -94,-58 -100,-28 Z',
  bob: 'M-104,30 C-118,-60 -112,-160 0,-172 C112,-160 118,-60 104,30 C98,-10 96,-50 80,-84 C40,-72 -30,-74 -78,-92 C-94,-56 -98,-10 -104,30 Z',
};

function strands({ id, hair, cut }: Person): string {
  const lines = Array.from({ length: 26 }, (_, index) => {
    const along = (index - 12.5) / 12.5;
    const end = cut === 'short' ? -110 + 60 * along * along : cut === 'bob' ? 70 : 220;
    return `<path d="M${along * 24 - 6},-178 C${along * 90},-160 ${along * 116},-90 ${along * 118},${end}" fill="none" stroke="${hair[1]}" stroke-width="1.6" opacity="0.5"/>`;
  });
  return `<clipPath id="strands-${id}"><path d="${HAIR_BEFORE[cut]}"/></clipPath><g clip-path="url(#strands-${id})">${lines.join('')}<ellipse cx="-40" cy="-140" rx="46" ry="16" fill="#fff" opacity="0.16" transform="rotate(-24 -40 -140)" filter="url(#soft6)"/></g>`;
}

function person(one: Person): string {
  const { id, at, skin, cut } = one;
  return `<g transform="translate(${at[0]},${at[1]}) scale(${at[2]})">
  <path d="${HAIR_BEHIND[cut]}" fill="url(#hair-${id})"/>
  <path d="M-52,80 L-56,190 C-30,214 30,214 56,190 L52,80 Z" fill="url(#neck-${id})"/>
  <path d="M-50,120 C-30,166 30,166 50,120 L52,150 C30,186 -30,186 -52,150 Z" fill="${skin[2]}" opacity="0.6" filter="url(#soft6)"/>
  <path d="M-56,176 C-110,204 -196,214 -226,280 L-250,520 L250,520 L226,280 C196,214 110,204 56,176 C40,216 -40,216 -56,176 Z" fill="url(#cloth-${id})"/>
  <path d="M-56,176 C-40,216 40,216 56,176 C60,190 60,200 56,208 C36,238 -36,238 -56,208 C-60,200 -60,190 -56,176 Z" fill="#000" opacity="0.18"/>
  <path d="M-150,300 C-140,380 -150,440 -160,520 M150,300 C140,380 150,440 160,520" fill="none" stroke="#000" stroke-width="16" opacity="0.22" filter="url(#soft18)"/>
  ${face(one)}
  <path d="${HAIR_BEFORE[cut]}" fill="url(#hair-${id})"/>${strands(one)}
</g>`;
}

const SOFT = [1, 2, 4, 6, 12, 18].map(
  (blur) =>
    `<filter id="soft${blur}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="${blur}"/></filter>`,
);

export const portraits = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 853" width="1280" height="853">
<defs>${SOFT.join('')}${PEOPLE.map(gradients).join('')}
<radialGradient id="wall" cx="0.4" cy="0.3" r="0.9"><stop offset="0" stop-color="#d9d3c9"/><stop offset="0.6" stop-color="#a89f94"/><stop offset="1" stop-color="#5d564f"/></radialGradient>
<filter id="grain"><feTurbulence type="fractalNoise" baseFrequency="0.9" numOctaves="2" seed="4"/><feColorMatrix values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0.9 0 0 0 -0.32"/></filter></defs>
<rect width="1280" height="853" fill="url(#wall)"/>
<g filter="url(#soft18)" opacity="0.3"><path d="M120,853 C140,500 220,380 330,330 C500,360 520,600 560,853 Z M860,853 C880,560 960,380 1060,350 C1200,420 1230,640 1260,853 Z"/></g>
${[PEOPLE[1], PEOPLE[0], PEOPLE[2]].map((one) => (one === undefined ? '' : person(one))).join('')}
<rect width="1280" height="853" filter="url(#grain)" opacity="0.16"/>
</svg>`;
