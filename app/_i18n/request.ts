import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { messages } from '@/lib/shared/messages';
import { chooseLocale, localeCookie } from '@/lib/shared/locale';

/** What next-intl asks at each request. The language is not part of the address: links can be shared between readers. */
export default getRequestConfig(async () => {
  const locale = chooseLocale((await cookies()).get(localeCookie)?.value, (await headers()).get('accept-language'));
  return { locale, messages: messages[locale], timeZone: 'UTC', now: new Date() };
});
