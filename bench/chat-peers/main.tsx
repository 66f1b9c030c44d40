import type { ComponentType } from 'react';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { chatChunkSchema } from '#lib/contract/chat.ts';
import { createSseDecoder } from '#lib/std/sse.ts';

/** A page as their authors' examples make one: the text so far is React's state, set once a frame. */

type Renderer = ComponentType<{ text: string }>;

async function loadRenderer(): Promise<Renderer> {
  if (location.pathname === '/streamdown') {
    const { Streamdown } = await import('streamdown');
    return ({ text }) => <Streamdown>{text}</Streamdown>;
  }
  const [{ default: ReactMarkdown }, { default: remarkGfm }] = await Promise.all([
    import('react-markdown'),
    import('remark-gfm'),
  ]);
  return ({ text }) => <ReactMarkdown remarkPlugins={[remarkGfm]}>{text}</ReactMarkdown>;
}

const answer = document.querySelector('#answer');
const question = document.querySelector('textarea');

function Answer({ Renderer }: { Renderer: Renderer }) {
  const [text, setText] = useState('');
  useEffect(() => {
    const ask = (event: KeyboardEvent) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      void stream(question?.value ?? '', setText);
    };
    question?.addEventListener('keydown', ask);
    return () => question?.removeEventListener('keydown', ask);
  }, []);
  useEffect(() => {
    if (answer !== null && text !== '') answer.scrollTop = answer.scrollHeight;
  }, [text]);
  return <Renderer text={text} />;
}

async function stream(content: string, show: (text: string) => void): Promise<void> {
  const body = JSON.stringify({ stream: true, messages: [{ role: 'user', content }] });
  const response = await fetch('/v1/chat/completions', { method: 'POST', body });
  const reader = response.body?.getReader();
  const decoder = createSseDecoder({ maxEventBytes: 1_000_000 });
  let text = '';
  let asked = false;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    for (const { data } of decoder.push(part.value)) {
      if (data !== '[DONE]') text += chatChunkSchema.parse(JSON.parse(data)).choices[0]?.delta?.content ?? '';
    }
    if (asked) continue;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      show(text);
    });
  }
}

if (answer !== null) createRoot(answer).render(<Answer Renderer={await loadRenderer()} />);
