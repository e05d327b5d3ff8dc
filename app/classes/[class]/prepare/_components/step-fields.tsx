'use client';

import { Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import { SecretField } from '@/app/_components/secret-field';
import type { PasswordValues } from './form-values';
import classes from './prepare.module.css';
import { type FieldProps, mono, saidOf } from './task-fields';

/** Whose passwords are set, and which. */
export function LoginFields(props: FieldProps) {
  const t = useTranslations('operations');
  const { values, onChange, error } = props;
  return (
    <Stack gap="sm">
      <TextInput
        label={t('field.user')}
        value={values.user}
        onChange={(event) => onChange({ user: event.currentTarget.value })}
        spellCheck={false}
        autoComplete="off"
        w={220}
        error={saidOf(error, 'user')}
      />
      <PasswordFields {...props} field="login" />
    </Stack>
  );
}

export function RootFields(props: FieldProps) {
  return <PasswordFields {...props} field="root" />;
}

/** What is set in the daemon's configuration. */
export function DaemonFields({ values, onChange, error }: FieldProps) {
  const t = useTranslations('operations.field');
  return (
    <Stack gap="sm">
      <Textarea
        label={t('mirrors')}
        description={t('mirrorsHint')}
        value={values.mirrors}
        onChange={(event) => onChange({ mirrors: event.currentTarget.value })}
        autosize
        minRows={1}
        spellCheck={false}
        styles={mono}
        error={saidOf(error, 'mirrors')}
      />
      <Textarea
        label={t('insecure')}
        description={t('insecureHint')}
        value={values.insecure}
        onChange={(event) => onChange({ insecure: event.currentTarget.value })}
        autosize
        minRows={1}
        spellCheck={false}
        styles={mono}
        error={saidOf(error, 'insecureRegistries')}
      />
      <Checkbox
        checked={values.limitLogs}
        onChange={(event) => onChange({ limitLogs: event.currentTarget.checked })}
        label={t('logs')}
      />
      {values.limitLogs && (
        <Group gap="sm" pl={30}>
          <TextInput
            label={t('maxSize')}
            inputMode="numeric"
            w={130}
            value={values.maxSizeMb}
            onChange={(event) => onChange({ maxSizeMb: event.currentTarget.value })}
            error={saidOf(error, 'maxSizeMb')}
          />
          <TextInput
            label={t('maxFiles')}
            inputMode="numeric"
            w={130}
            value={values.maxFiles}
            onChange={(event) => onChange({ maxFiles: event.currentTarget.value })}
            error={saidOf(error, 'maxFiles')}
          />
        </Group>
      )}
      <Checkbox
        checked={values.overlay2}
        onChange={(event) => onChange({ overlay2: event.currentTarget.checked })}
        label={t('overlay2')}
        description={t('overlay2Hint')}
      />
    </Stack>
  );
}

/** One for all, one made for each node, or a list. */
function PasswordFields({ values, onChange, wrong, error, field }: FieldProps & { field: 'login' | 'root' }) {
  const t = useTranslations('operations');
  const held = values[field];
  const set = (part: Partial<PasswordValues>) => onChange({ [field]: { ...held, ...part } });
  const missing = wrong.find((w) => w.field === field);
  return (
    <Stack gap="sm">
      <ChoiceSwitch
        label={t('field.passwords')}
        labelled
        chosen={held.kind}
        onChoose={(kind) => set({ kind })}
        choices={(['same', 'generated', 'each'] as const).map((kind) => ({ key: kind, text: t(`field.${kind}`) }))}
      />
      {held.kind === 'same' && (
        <SecretField
          label={t('field.password')}
          value={held.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
          maw={320}
          error={missing ? t('wrong.password') : saidOf(error, 'password')}
        />
      )}
      {held.kind === 'generated' && <p className={classes.hint}>{t('field.generatedHint')}</p>}
      {held.kind === 'each' && (
        <Textarea
          label={t('field.list')}
          placeholder={t('field.listHint')}
          value={held.list}
          onChange={(event) => set({ list: event.currentTarget.value })}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
          autoComplete="off"
          styles={mono}
          error={missing ? t('wrong.list', { line: missing.line ?? 1 }) : saidOf(error, 'passwords')}
        />
      )}
    </Stack>
  );
}
