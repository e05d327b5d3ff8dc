'use client';

import { Stack, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import { SecretField } from '@/app/_components/secret-field';
import type { NodeValues, WrongField } from './node-values';

interface Props {
  values: NodeValues;
  onChange: (part: Partial<NodeValues>) => void;
  wrong: ReadonlySet<WrongField>;
  /** Typing begins here. */
  focused?: boolean;
}

/** A password, or a private key with its passphrase. */
export function CredentialFields({ values, onChange, wrong, focused = false }: Props) {
  const t = useTranslations('nodes.form');
  return (
    <Stack gap="sm">
      <ChoiceSwitch
        label={t('credential')}
        labelled
        chosen={values.kind}
        onChoose={(kind) => onChange({ kind })}
        choices={(['password', 'private_key'] as const).map((key) => ({ key, text: t(key) }))}
      />
      {values.kind === 'password' ? (
        <SecretField
          label={t('password')}
          data-autofocus={focused || undefined}
          value={values.password}
          onChange={(event) => onChange({ password: event.currentTarget.value })}
          error={wrong.has('password') ? t('wrong.password') : undefined}
        />
      ) : (
        <>
          <Textarea
            label={t('private_key')}
            description={t('privateKeyHint')}
            value={values.privateKey}
            onChange={(event) => onChange({ privateKey: event.currentTarget.value })}
            rows={6}
            spellCheck={false}
            autoComplete="off"
            styles={{ input: { fontFamily: 'var(--berth-mono)', fontSize: '0.8rem' } }}
            error={wrong.has('privateKey') ? t('wrong.privateKey') : undefined}
          />
          <SecretField
            label={t('passphrase')}
            description={t('passphraseHint')}
            value={values.passphrase}
            onChange={(event) => onChange({ passphrase: event.currentTarget.value })}
          />
        </>
      )}
    </Stack>
  );
}
