import '#components/ui/markdown.css';
import { type MarkedToken, marked, type Token, type Tokens } from 'marked';
import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { DocsCode } from './docs-code.tsx';

/**
 * Markdown of the documentation as React elements, made on the server: the reader's browser gets no parser. The pages
 * are this project's own, so raw HTML has no place in them and is left out.
 */
export function DocsMarkdown({ markdown }: { markdown: string }) {
  return <div className="md">{blocks(marked.lexer(markdown))}</div>;
}

/** `Tokens.Generic` stands for extensions' tokens; none is installed. */
const isMarkedToken = (token: Token): token is MarkedToken => token.type !== undefined;

function each(tokens: readonly Token[], render: (token: MarkedToken) => ReactNode): ReactNode[] {
  // Tokens never change places, so where one starts is its identity.
  let offset = 0;
  return tokens.filter(isMarkedToken).map((token) => {
    const key = `${offset} ${token.type}`;
    offset += token.raw.length;
    return <Fragment key={key}>{render(token)}</Fragment>;
  });
}

const blocks = (tokens: readonly Token[]) => each(tokens, block);
const inlines = (tokens: readonly Token[]) => each(tokens, inline);

function block(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'paragraph':
      return <p>{inlines(token.tokens)}</p>;
    case 'text':
      return token.tokens === undefined ? token.text : inlines(token.tokens);
    case 'list':
      return <List list={token} />;
    case 'table':
      return <Table table={token} />;
    case 'code':
      return <DocsCode code={token.text} language={token.lang ?? ''} />;
    case 'blockquote':
      return <blockquote>{blocks(token.tokens)}</blockquote>;
    case 'heading':
      return <h4>{inlines(token.tokens)}</h4>;
    case 'hr':
      return <hr />;
    default:
      return null;
  }
}

function inline(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'text':
      return token.tokens === undefined ? token.text : inlines(token.tokens);
    case 'escape':
      return token.text;
    case 'strong':
      return <strong>{inlines(token.tokens)}</strong>;
    case 'em':
      return <em>{inlines(token.tokens)}</em>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'link':
      return <DocsLink href={token.href}>{inlines(token.tokens)}</DocsLink>;
    case 'br':
      return <br />;
    default:
      return null;
  }
}

function DocsLink({ href, children }: { href: string; children: ReactNode }) {
  if (href.startsWith('/')) return <Link href={href}>{children}</Link>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

function List({ list }: { list: Tokens.List }) {
  const items = each(list.items, (item) => item.type === 'list_item' && <li>{blocks(item.tokens)}</li>);
  return list.ordered ? <ol start={list.start || 1}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ table }: { table: Tokens.Table }) {
  return (
    <div className="md-table">
      <table>
        <thead>
          <tr>
            {table.header.map((cell) => (
              <th key={cell.text} scope="col">
                {inlines(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.map((cell) => cell.text).join('|')}>
              {row.map((cell, column) => (
                <td key={table.header[column]?.text}>{inlines(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
