'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { FormEventHandler, ReactNode } from 'react';
import type { ApiError } from '@/app/_api/client';
import { CommandLine } from '@/app/_components/copy';
import { FormDialog } from '@/app/_components/form-dialog';

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
export function TaskDialog({ children, command, ...rest }: Props) {
  const t = useTranslations('containers');
  return (
    <FormDialog {...rest}>
      {children}
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('run.standsFor')}
        </Text>
        <CommandLine command={command} />
      </div>
    </FormDialog>
  );
}
