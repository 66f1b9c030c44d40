import { cookies } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
export default getRequestConfig(async () => {
  const locale = (await cookies()).get('locale')?.value === 'en' ? 'en' : 'zh';
  const chat = (await import(`./messages/${locale}/chat.json`)).default;
  return { locale, timeZone: 'Asia/Shanghai', messages: { chat } };
});
