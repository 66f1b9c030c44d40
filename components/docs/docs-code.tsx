import { getTranslations } from 'next-intl/server';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { highlight } from './highlight.ts';

/** A block of code, coloured on the server, with a button to copy it. */
export async function DocsCode({ code, language }: { code: string; language: string }) {
  const t = await getTranslations('docs');
  const lines = await highlight(code, language);
  return (
    <figure className="md-code" aria-label={t('code', { language })}>
      <div className="md-code-bar">
        <span>{language}</span>
        <CopyButton label={t('copyCode')} text={code} />
      </div>
      <pre>
        <code>
          {lines.map((line) => (
            <span key={line.offset}>
              {line.tokens.map((token) => (
                <span key={token.offset} style={{ color: token.color }}>
                  {token.content}
                </span>
              ))}
              {'\n'}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}
