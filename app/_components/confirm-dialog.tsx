'use client';

import { TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { ApiError } from '@/app/_api/client';
import { CommandLine } from './copy';
import { FormDialog } from './form-dialog';

interface Props {
  title: string;
  /** What will be lost, in a sentence. */
  children: ReactNode;
  submit: string;
  /** False for what loses nothing. */
  danger?: boolean;
  /** The docker command this stands for. */
  command?: string;
  /** Must be typed first; for what cannot be undone. */
  typed?: { text: string; label: string };
  busy: boolean;
  /** What is confirmed is a job: closing the dialog does not end it. */
  goesOn?: boolean;
  /** There is nothing to confirm. */
  disabled?: boolean;
  error: ApiError | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is lost. Esc and Cancel leave everything as it is. */
export function ConfirmDialog({
  title,
  children,
  submit,
  danger = true,
  command,
  typed,
  busy,
  goesOn = false,
  disabled = false,
  error,
  onConfirm,
  onClose,
}: Props) {
  const t = useTranslations('common');
  const [text, setText] = useState('');
  const ready = !disabled && (!typed || text === typed.text);
  return (
    <FormDialog
      {...{ title, submit, danger, busy, goesOn, error, onClose }}
      small
      disabled={!ready}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) onConfirm();
      }}
    >
      <div>{children}</div>
      {command && <CommandLine command={command} label={t('runs')} />}
      {typed && (
        <TextInput
          label={typed.label}
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
      )}
    </FormDialog>
  );
}
