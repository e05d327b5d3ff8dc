import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NextIntlClientProvider } from 'next-intl';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { RealtimeProvider } from '@/app/_realtime/realtime-provider';
import { messages } from '@/lib/shared/messages';

/**
 * What a component shows at first, as a reader of this language gets it from the server.
 * @param client with the answers that the page holds already
 */
export function render(element: ReactElement, locale: 'en' | 'ko' = 'en', client = new QueryClient()): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages[locale]} timeZone="UTC">
      <QueryClientProvider client={client}>
        <RealtimeProvider>
          <MantineProvider>{element}</MantineProvider>
        </RealtimeProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
}

/** The text of it, without tags and styles. */
export const textOf = (html: string): string =>
  html
    .replace(/<style.*?<\/style>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
