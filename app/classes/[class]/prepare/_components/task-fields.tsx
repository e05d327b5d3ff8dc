'use client';

import { Checkbox, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ApiError } from '@/app/_api/client';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import type { FormValues, Wrong } from './form-values';

export interface FieldProps {
  values: FormValues;
  onChange: (part: Partial<FormValues>) => void;
  wrong: Wrong[];
  error: ApiError | null;
}

export const mono = { input: { fontFamily: 'var(--berth-mono)', fontSize: '0.84rem' } };

/** What the panel says is wrong with a field of the body, by the end of its path (`mirrors`, `images.1`). */
export function saidOf(error: ApiError | null, field: string): string | undefined {
  return error?.errors.find(({ path }) => path.split('.').includes(field))?.message;
}

export function ImageFields({ values, onChange, wrong, error }: FieldProps) {
  const t = useTranslations('operations');
  return (
    <Stack gap="md">
      <Textarea
        label={t('field.images')}
        description={t('field.imagesHint')}
        value={values.images}
        onChange={(event) => onChange({ images: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        styles={mono}
        error={wrong.some((w) => w.field === 'images') ? t('wrong.images') : saidOf(error, 'images')}
      />
      <Checkbox
        checked={values.direct}
        onChange={(event) => onChange({ direct: event.currentTarget.checked })}
        label={t('field.direct')}
        description={t('field.directHint')}
      />
    </Stack>
  );
}

/** One command of the instructor's own, typed as it is. */
export function CommandFields({ values, onChange, wrong, error }: FieldProps) {
  const t = useTranslations('operations');
  return (
    <Stack gap="md">
      <Textarea
        label={t('field.command')}
        description={t('field.commandHint')}
        value={values.command}
        onChange={(event) => onChange({ command: event.currentTarget.value })}
        autosize
        minRows={3}
        maxRows={16}
        spellCheck={false}
        styles={mono}
        error={wrong.some((w) => w.field === 'command') ? t('wrong.command') : saidOf(error, 'command')}
      />
      <ChoiceSwitch
        label={t('field.as')}
        labelled
        chosen={values.as}
        onChoose={(as) => onChange({ as })}
        choices={[
          { key: 'root', text: t('field.asRoot') },
          { key: 'login', text: t('field.asLogin') },
        ]}
      />
      <TextInput
        label={t('field.timeout')}
        inputMode="numeric"
        w={180}
        value={values.timeoutSeconds}
        onChange={(event) => onChange({ timeoutSeconds: event.currentTarget.value })}
        error={saidOf(error, 'timeoutSeconds')}
      />
    </Stack>
  );
}
