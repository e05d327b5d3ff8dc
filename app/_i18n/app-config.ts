import type { Locale } from '@/lib/shared/common';
import type { Messages } from '@/lib/shared/messages';

// A key that is in no message file is a type error.
declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
