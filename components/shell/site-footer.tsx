import { useTranslations } from 'next-intl';
import type { Footer } from '#lib/contract/settings.ts';
import { isEmptyFooter, MIIT_REGISTER, publicSecurityLink } from '#lib/domain/footer/links.ts';

/** The numbers that a public site in China shows on every page; nothing where none is set. Rendered on the server. */
export function SiteFooter({ footer }: { footer: Footer }) {
  const t = useTranslations('shell.footer');
  const { icp, publicSecurity, modelFiling } = footer;
  if (isEmptyFooter(footer)) return null;
  return (
    <footer className="flex shrink-0 flex-wrap justify-center gap-x-4 border-t border-line-soft bg-bg px-3 py-1 text-meta text-muted">
      {icp !== '' && <RegisterLink href={MIIT_REGISTER} text={icp} />}
      {publicSecurity !== '' && <RegisterLink href={publicSecurityLink(publicSecurity)} text={publicSecurity} />}
      {modelFiling !== '' && <span className="break-words">{t('modelFiling', { number: modelFiling })}</span>}
    </footer>
  );
}

function RegisterLink({ href, text }: { href: string; text: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className="min-w-0 break-words hover:text-text hover:underline">
      {text}
    </a>
  );
}
