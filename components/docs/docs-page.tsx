import { Link2 } from 'lucide-react';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { DocsPage } from '#lib/domain/docs/page.ts';
import { classNames } from '#lib/std/class-names.ts';
import { DocsMarkdown } from './docs-markdown.tsx';
import { Tokenizer } from './tokenizer.tsx';

interface DocsPageViewProps {
  page: DocsPage;
  /** Every page, in reading order. */
  pages: readonly DocsPage[];
}

/** The page that the tokenizer belongs to. */
const TOKENS_SLUG = 'tokens';

export async function DocsPageView({ page, pages }: DocsPageViewProps) {
  const t = await getTranslations('docs');
  const here = pages.findIndex(({ slug }) => slug === page.slug);
  return (
    <div className="flex h-full flex-col lg:flex-row">
      <DocsIndex page={page} pages={pages} />
      <div className="min-h-0 min-w-0 grow overflow-y-auto scroll-smooth">
        <div className="mx-auto flex max-w-[1060px] gap-10 px-4 py-8 sm:px-8">
          <article className="min-w-0 max-w-[760px] grow">
            <h1 className="text-[26px]/9 text-balance">{page.title}</h1>
            <p className="mt-2 text-prose text-muted">{page.summary}</p>
            {page.slug === TOKENS_SLUG && <Tokenizer />}
            {page.sections.map((section) => (
              <section key={section.anchor} id={section.anchor} className="scroll-mt-6">
                <DocsHeading
                  level={section.level}
                  anchor={section.anchor}
                  label={t('anchor', { heading: section.heading })}
                >
                  {section.heading}
                </DocsHeading>
                <DocsMarkdown markdown={section.markdown} />
              </section>
            ))}
            <nav
              aria-label={t('neighbours')}
              className="mt-12 flex justify-between gap-4 border-t border-line pt-4 text-ui"
            >
              <Neighbour page={pages[here - 1]} label={t('previous')} />
              <Neighbour page={pages[here + 1]} label={t('next')} end />
            </nav>
          </article>
          <nav aria-label={t('onThisPage')} className="sticky top-8 hidden w-48 shrink-0 self-start xl:block">
            <p className="mb-2 text-meta text-faint">{t('onThisPage')}</p>
            <ul className="flex flex-col gap-1 border-l border-line text-meta">
              {page.sections.map((section) => (
                <li key={section.anchor}>
                  <a
                    href={`#${section.anchor}`}
                    className={classNames(
                      'block py-0.5 text-muted hover:text-text',
                      section.level > 2 ? 'pl-6' : 'pl-3',
                    )}
                  >
                    {section.heading}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </div>
    </div>
  );
}

interface DocsHeadingProps {
  level: number;
  anchor: string;
  label: string;
  children: string;
}

function DocsHeading({ level, anchor, label, children }: DocsHeadingProps) {
  const Heading = level > 2 ? 'h3' : 'h2';
  return (
    <Heading
      className={classNames(
        'group flex items-center gap-2',
        level > 2 ? 'mt-6 mb-2 text-title' : 'mt-10 mb-3 text-display',
      )}
    >
      {children}
      <a
        href={`#${anchor}`}
        aria-label={label}
        className="text-faint opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
      >
        <Link2 size={16} strokeWidth={1.5} aria-hidden />
      </a>
    </Heading>
  );
}

function Neighbour({ page, label, end = false }: { page: DocsPage | undefined; label: string; end?: boolean }) {
  if (page === undefined) return <span />;
  return (
    <Link href={`/docs/${page.slug}`} className={classNames('group min-w-0', end && 'text-right')}>
      <span className="block text-meta text-faint">{label}</span>
      <span className="group-hover:text-accent">{page.title}</span>
    </Link>
  );
}

async function DocsIndex({ page, pages }: DocsPageViewProps) {
  const t = await getTranslations('docs');
  const groups = [...new Set(pages.map(({ group }) => group))];
  const list = (
    <ul className="flex flex-col gap-4">
      {groups.map((group) => (
        <li key={group}>
          <p className="mb-1 px-2 text-meta text-faint">{t(`groups.${group}`)}</p>
          <ul className="flex flex-col gap-0.5">
            {pages
              .filter((candidate) => candidate.group === group)
              .map(({ slug, title }) => (
                <li key={slug}>
                  <Link
                    href={`/docs/${slug}`}
                    aria-current={slug === page.slug ? 'page' : undefined}
                    className={classNames(
                      'flex min-h-8 items-center rounded-control px-2 text-ui pointer-coarse:min-h-11',
                      slug === page.slug ? 'bg-hover font-semibold' : 'text-muted hover:bg-hover hover:text-text',
                    )}
                  >
                    {title}
                  </Link>
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <details className="border-b border-line bg-bg lg:hidden">
        <summary className="flex h-12 items-center px-4 text-ui font-semibold">{t('contents')}</summary>
        <nav aria-label={t('contents')} className="max-h-[60dvh] overflow-y-auto px-2 pb-3">
          {list}
        </nav>
      </details>
      <nav
        aria-label={t('contents')}
        className="hidden w-54 shrink-0 overflow-y-auto border-r border-line bg-bg px-2 py-4 lg:block"
      >
        {list}
      </nav>
    </>
  );
}
