'use client';

import { Button, Group, Modal, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { FormEventHandler, ReactNode } from 'react';
import type { ApiError } from '@/app/_api/client';
import { FormError } from './states';
import { useFocusBack } from './use-focus-back';

interface Props {
  title: string;
  children: ReactNode;
  submit: string;
  /** Something is lost. */
  danger?: boolean;
  centered?: boolean;
  busy: boolean;
  disabled?: boolean;
  error: ApiError | null;
  onSubmit: FormEventHandler<HTMLFormElement>;
  onClose: () => void;
}

/** A dialog that does one thing. Esc and Cancel leave everything as it is. */
export function FormDialog({ title, children, submit, danger, centered, busy, disabled, error, onSubmit, onClose }: Props) {
  useFocusBack();
  const t = useTranslations('common');
  return (
    <Modal opened onClose={onClose} title={title} centered={centered ?? false} closeButtonProps={{ 'aria-label': t('close') }}>
      <form noValidate onSubmit={onSubmit}>
        <Stack gap="md">
          {children}
          <FormError error={error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" {...(danger && { color: 'red' })} loading={busy} disabled={disabled ?? false}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
