'use client';

import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClasses, useCreateClass } from '@/app/_api/hooks/classes';
import { FormError } from '@/app/_components/states';

/** Asks for the name. What was typed is still there when it is opened again. */
export function MakeClassDialog({ part, opened, onClose }: { part: string; opened: boolean; onClose: () => void }) {
  const t = useTranslations('classes.make');
  const common = useTranslations('common');
  const router = useRouter();
  const create = useCreateClass();
  const [name, setName] = useState('');
  const [copyOf, setCopyOf] = useState('');
  const others = useClasses({ enabled: opened }).data?.items ?? [];
  return (
    <Modal opened={opened} onClose={onClose} title={t('open')} closeButtonProps={{ 'aria-label': common('close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(
            { name, copyOf: copyOf || undefined },
            { onSuccess: (made) => router.push(`/classes/${made.id}${part}`) },
          );
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={create.error?.fieldError('name')}
            data-autofocus
          />
          {others.length > 0 && (
            <NativeSelect
              label={t('copyOf')}
              description={t('copyHint')}
              value={copyOf}
              onChange={(event) => setCopyOf(event.currentTarget.value)}
              data={[{ value: '', label: t('copyNone') }, ...others.map((other) => ({ value: other.id, label: other.name }))]}
            />
          )}
          <FormError error={create.error} />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending}>
              {t('submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
