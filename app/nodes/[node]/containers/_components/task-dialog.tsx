'use client';

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { FormEventHandler, ReactNode } from 'react';
import type { ApiError } from '@/app/_api/client';
import { CommandLine } from '@/app/_components/copy';
import { FormError } from '@/app/_components/states';
import { useFocusBack } from '@/app/_components/use-focus-back';

interface Props {
  title: string;
  /** Fields, and what is to be known before. */
  children: ReactNode;
  /** The docker command that the form stands for, as it is filled in. */
  command: string;
  submit: string;
  danger?: boolean;
  busy: boolean;
  error: ApiError | null;
  onSubmit: FormEventHandler<HTMLFormElement>;
  onClose: () => void;
}

/** A form that does one thing to a container and shows its command while it is filled in. */
export function TaskDialog({ title, children, command, submit, danger, busy, error, onSubmit, onClose }: Props) {
  useFocusBack();
  const t = useTranslations('common');
  const containers = useTranslations('containers');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form noValidate onSubmit={onSubmit}>
        <Stack gap="md">
          {children}
          <div>
            <Text size="sm" fw={500} mb={4}>
              {containers('run.standsFor')}
            </Text>
            <CommandLine command={command} />
          </div>
          <FormError error={error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={busy} {...(danger && { color: 'red' })}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
