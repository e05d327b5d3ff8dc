'use client';

import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Link } from '@/app/_components/link';
import { useHydrated } from '@/app/_components/use-hydrated';
import { shownJoinCode } from '@/lib/shared/join-code';

/** The code, in whatever way it is typed; the page it leads to says whether it is one. */
export function CodeForm() {
  const t = useTranslations('join');
  const router = useRouter();
  const hydrated = useHydrated();
  const [code, setCode] = useState('');
  return (
    <form
      // What the browser would send by itself is no code's address.
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (code !== '') router.push(`/join/${encodeURIComponent(shownJoinCode(code))}`);
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('code')}
          description={t('codeHint')}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value.toUpperCase())}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          ff="monospace"
        />
        <Button type="submit" disabled={!hydrated || code.trim() === ''} fullWidth size="md">
          {t('next')}
        </Button>
        <Text size="sm">
          <Link href="/sign-in">{t('toSignIn')}</Link>
        </Text>
      </Stack>
    </form>
  );
}
