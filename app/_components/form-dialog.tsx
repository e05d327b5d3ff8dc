'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { FormEventHandler, ReactNode } from 'react';
import type { ApiError } from '@/app/_api/client';
import { Dialog } from './dialog';
import { FormError } from './states';

interface Props {
  title: string;
  size?: string;
  small?: boolean;
  children: ReactNode;
  submit: string;
  /** Something is lost. */
  danger?: boolean;
  /** Its request is under way. */
  busy: boolean;
  /** What it asks for is a job: closing the dialog does not end it. */
  goesOn?: boolean;
  disabled?: boolean;
  error: ApiError | null;
  /** The form says at its fields what is about them. */
  fields?: boolean;
  onChange?: () => void;
  onSubmit: FormEventHandler<HTMLFormElement>;
  onClose: () => void;
}

/** A dialog that does one thing. Esc and Cancel leave everything as it is; Esc does nothing while the request is under way. */
export function FormDialog(props: Props) {
  const {
    title,
    size,
    small = false,
    children,
    submit,
    danger = false,
    busy,
    goesOn = false,
    disabled = false,
    error,
    fields = false,
  } = props;
  return (
    <Dialog title={title} {...(size && { size })} small={small} holds={busy} onClose={props.onClose}>
      <form noValidate onChange={props.onChange} onSubmit={props.onSubmit}>
        <Stack gap="md">
          {children}
          <FormError error={error} fields={fields} />
          <FormEnd {...{ submit, danger, busy, goesOn, disabled }} onClose={props.onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** The buttons at the end of the form, and what closing it means while its request is under way. */
export function FormEnd({
  submit,
  danger = false,
  busy,
  goesOn = false,
  disabled = false,
  onClose,
}: Pick<Props, 'submit' | 'danger' | 'busy' | 'goesOn' | 'disabled' | 'onClose'>) {
  const t = useTranslations('common');
  const isLeft = goesOn && busy;
  return (
    <>
      {isLeft && (
        <Text size="sm" role="status">
          {t('goesOn')}
        </Text>
      )}
      <Group justify="flex-end" gap="sm">
        {/* Where there is no field, Enter does what loses nothing. */}
        <Button variant="default" onClick={onClose} data-default-button={danger || undefined}>
          {t(isLeft ? 'close' : 'cancel')}
        </Button>
        <Button
          type="submit"
          {...(danger && { color: 'red' })}
          loading={busy}
          disabled={disabled}
          data-default-button={!danger || undefined}
        >
          {submit}
        </Button>
      </Group>
    </>
  );
}
