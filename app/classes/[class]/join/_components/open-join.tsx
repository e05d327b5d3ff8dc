'use client';

import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useOpenJoinLink } from '@/app/_api/hooks/join';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/states';

const hours = ['1', '3', '8', '24', '168'] as const;
type Length = (typeof hours)[number] | 'at';

/** Makes a code, or another in place of the one there is: until when is said first. */
export function OpenJoin({ classId, isRenewal, placesLeft }: { classId: string; isRenewal: boolean; placesLeft: number }) {
  const t = useTranslations('join.link');
  const open = useOpenJoinLink(classId);
  const [length, setLength] = useState<Length>('3');
  const [at, setAt] = useState('');
  const end = length === 'at' ? new Date(at) : new Date(Date.now() + Number(length) * 3_600_000);
  return (
    <section className={page.card}>
      <h2>{t(isRenewal ? 'renew' : 'open')}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate({ endsAt: end.toISOString() });
        }}
      >
        <Stack gap="sm">
          <p>{t(isRenewal ? 'renewText' : 'openText')}</p>
          {placesLeft === 0 && <p role="status">{t('noPlaces')}</p>}
          <Group align="flex-end" gap="sm">
            <NativeSelect
              label={t('ends')}
              value={length}
              onChange={(event) => setLength(event.currentTarget.value as Length)}
              data={[
                ...hours.map((value) => ({ value, label: t('hours', { hours: Number(value) }) })),
                { value: 'at', label: t('at') },
              ]}
            />
            {length === 'at' && (
              <TextInput
                type="datetime-local"
                label={t('atLabel')}
                value={at}
                onChange={(event) => setAt(event.currentTarget.value)}
                error={open.error?.fieldError('endsAt')}
              />
            )}
            <Button type="submit" loading={open.isPending} disabled={Number.isNaN(end.getTime())}>
              {t(isRenewal ? 'renewSubmit' : 'openSubmit')}
            </Button>
          </Group>
          <FormError error={open.error} fields={length === 'at'} />
        </Stack>
      </form>
    </section>
  );
}
