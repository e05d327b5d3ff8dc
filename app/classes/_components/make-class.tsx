'use client';

import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClasses, useCreateClass } from '@/app/_api/hooks/classes';
import { FormError } from '@/app/_components/states';

/**
 * Makes a class, whose instructor is whoever makes it, and goes there.
 * @param part the page of the class to go to, e.g. `/add`
 */
export function MakeClass({ part = '' }: { part?: string }) {
  const t = useTranslations('classes.make');
  const common = useTranslations('common');
  const router = useRouter();
  const create = useCreateClass();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [copyOf, setCopyOf] = useState('');
  const others = useClasses({ enabled: open }).data?.items ?? [];
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t('open')}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t('open')} closeButtonProps={{ 'aria-label': common('close') }}>
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
    </>
  );
}
