import type { Config } from 'tailwindcss';

const token = (name: string) => `var(--${name})`;

/** Names for the tokens of app/globals.css; no component writes a colour of its own. */
export default {
  content: ['./app/**/*.tsx', './components/**/*.tsx'],
  theme: {
    extend: {
      colors: {
        bg: token('bg'),
        panel: token('panel'),
        hover: token('hover'),
        line: token('line'),
        'line-soft': token('line-soft'),
        'line-control': token('line-control'),
        text: token('text'),
        muted: token('muted'),
        faint: token('faint'),
        accent: token('accent'),
        'accent-soft': token('accent-soft'),
        'accent-text': token('accent-text'),
        danger: token('danger'),
        'danger-soft': token('danger-soft'),
        warning: token('warning'),
        'warning-soft': token('warning-soft'),
        info: token('info'),
        code: token('code'),
        'series-1': token('series-1'),
        'series-2': token('series-2'),
        'series-3': token('series-3'),
        'series-4': token('series-4'),
        'series-5': token('series-5'),
        'series-6': token('series-6'),
        'series-7': token('series-7'),
        'series-8': token('series-8'),
        'series-9': token('series-9'),
        'series-10': token('series-10'),
        'series-other': token('series-other'),
      },
      fontFamily: { sans: token('font-sans'), mono: token('font-mono') },
      fontSize: {
        meta: ['12px', '16px'],
        ui: ['14px', '20px'],
        prose: ['15px', '24px'],
        title: ['16px', '24px'],
        display: ['20px', '28px'],
      },
      borderRadius: { control: '6px', card: '10px', composer: '12px' },
      boxShadow: { float: token('shadow-float') },
    },
  },
} satisfies Config;
