'use client';
import { useTranslations } from 'next-intl';
export function ChatPage() {
  const t = useTranslations('chat');
  return <p>{t('hello', { name: 'a' })}</p>;
}
