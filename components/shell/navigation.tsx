'use client';
import {
  Bell,
  BookOpen,
  Boxes,
  ChartColumn,
  Gauge,
  Hourglass,
  KeyRound,
  MessageSquare,
  Rows3,
  ScanSearch,
  ScrollText,
  Settings,
  Users,
} from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { classNames } from '#lib/std/class-names.ts';

/** The sections that exist. */
export const SECTIONS = [
  { href: '/chat', name: 'chat', Icon: MessageSquare },
  { href: '/vision', name: 'vision', Icon: ScanSearch },
  { href: '/usage', name: 'usage', Icon: ChartColumn },
  { href: '/limits', name: 'limits', Icon: Hourglass },
  { href: '/logs', name: 'logs', Icon: Rows3 },
  { href: '/alerts', name: 'alerts', Icon: Bell },
  { href: '/keys', name: 'keys', Icon: KeyRound },
  { href: '/plans', name: 'plans', Icon: Gauge },
  { href: '/models', name: 'models', Icon: Boxes },
  { href: '/people', name: 'people', Icon: Users },
  { href: '/audit', name: 'audit', Icon: ScrollText },
  { href: '/docs', name: 'docs', Icon: BookOpen },
  { href: '/settings', name: 'settings', Icon: Settings },
] as const;

export type SectionName = (typeof SECTIONS)[number]['name'];

interface NavigationProps {
  /** `narrow`: icons only where the window is narrow. */
  form: 'narrow' | 'wide';
  /** Those that whoever looks may see. */
  sections: readonly SectionName[];
  /** How many alerts go on. */
  firing: number;
  /** Called when a section is chosen, so that a sheet can close. */
  onNavigate?: () => void;
}

export function Navigation({ form, sections, firing, onNavigate = () => {} }: NavigationProps) {
  const t = useTranslations('shell.nav');
  const path = usePathname();
  return (
    <nav aria-label={t('label')}>
      <ul className="flex flex-col gap-0.5 px-2">
        {SECTIONS.filter(({ name }) => sections.includes(name)).map(({ href, name, Icon }) => {
          const here = path === href || path.startsWith(`${href}/`);
          return (
            <li key={href}>
              <Link
                href={href}
                onClick={onNavigate}
                aria-current={here ? 'page' : undefined}
                title={form === 'narrow' ? t(name) : undefined}
                className={classNames(
                  'relative flex h-8 items-center gap-2.5 rounded-control px-2 transition-colors duration-120 pointer-coarse:h-11',
                  here ? 'bg-accent-soft font-semibold text-accent' : 'text-muted hover:bg-hover hover:text-text',
                )}
              >
                <Icon size={16} strokeWidth={1.5} aria-hidden className="shrink-0" />
                <span className={form === 'narrow' ? 'max-lg:sr-only' : undefined}>{t(name)}</span>
                {name === 'alerts' && firing > 0 && (
                  <span className="ml-auto size-2 shrink-0 rounded-full bg-danger max-lg:absolute max-lg:top-1 max-lg:right-1">
                    <span className="sr-only">{t('firing', { count: firing })}</span>
                  </span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
