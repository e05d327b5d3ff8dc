'use client';

import { Button, TextInput } from '@mantine/core';
import { Download } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { usePullImage } from '@/app/_api/hooks/images';
import { CommandLine } from '@/app/_components/copy';
import { dockerCommand } from '@/app/_components/format';
import { FormError } from '@/app/_components/states';
import classes from './images.module.css';

interface Props {
  pull: ReturnType<typeof usePullImage>;
  disabled: boolean;
  /** `host:port` of the class's registry, where Docker knows one. */
  registry: string | undefined;
}

/** One field and the command it stands for. The panel checks the reference with Docker's own grammar. */
export function PullForm({ pull, disabled, registry }: Props) {
  const t = useTranslations('images.pull');
  const common = useTranslations('common');
  const search = useSearchParams();
  const [image, setImage] = useState(search.get('pull') ?? '');
  const reference = image.trim();
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (reference === '' || disabled) return;
        // The job itself stands on the page from here on, to its end.
        pull.mutate(reference, { onSuccess: () => setImage('') });
      }}
    >
      <TextInput
        label={t('title')}
        placeholder={t('hint', { registry: registry ?? 'registry.example:5000' })}
        value={image}
        onChange={(event) => setImage(event.currentTarget.value)}
        error={pull.error && pull.error.errors.length > 0 ? t('wrong') : undefined}
        autoFocus={search.has('pull')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        inputWrapperOrder={['label', 'error', 'input']}
        styles={{ input: { fontFamily: 'var(--berth-mono)', fontSize: '0.9rem' } }}
      />
      <Button type="submit" leftSection={<Download size={16} aria-hidden />} loading={pull.isPending} disabled={disabled}>
        {t('submit')}
      </Button>
      {reference !== '' && <CommandLine command={dockerCommand('pull', reference)} label={common('runs')} />}
      <FormError error={pull.error} fields />
    </form>
  );
}
