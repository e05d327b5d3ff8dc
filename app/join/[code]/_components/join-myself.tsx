'use client';

import { Button, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useJoin } from '@/app/_api/hooks/join';
import { signOutNow } from '@/app/_components/session';
import { FormError } from '@/app/_components/states';

/** One button for whoever is signed in already. */
export function JoinMyself({ code, name }: { code: string; name: string }) {
  const t = useTranslations('join');
  const join = useJoin(code);
  return (
    <Stack gap="md">
      <FormError error={join.error} />
      <Button
        loading={join.isPending || join.isSuccess}
        fullWidth
        size="md"
        onClick={() => join.mutate(undefined, { onSuccess: () => window.location.assign('/') })}
      >
        {t('submitMyself', { name })}
      </Button>
      <Text size="sm">
        <Button variant="subtle" size="compact-sm" onClick={() => void signOutNow()}>
          {t('notMe')}
        </Button>
      </Text>
    </Stack>
  );
}
