'use client';

import { Stack, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import { SecretField } from '@/app/_components/secret-field';
import type { CredentialValues } from './credential-values';

interface Props {
  kind: CredentialValues['kind'];
  onKind: (kind: CredentialValues['kind']) => void;
  /** Value, change and error of the field for a part, as the form has them. */
  input: (part: 'password' | 'privateKey' | 'passphrase') => object;
  /** Typing begins here. */
  focused?: boolean;
}

/** A password, or a private key with its passphrase. */
export function CredentialFields({ kind, onKind, input, focused = false }: Props) {
  const t = useTranslations('nodes.form');
  return (
    <Stack gap="sm">
      <ChoiceSwitch
        label={t('credential')}
        labelled
        chosen={kind}
        onChoose={onKind}
        choices={(['password', 'private_key'] as const).map((key) => ({ key, text: t(key) }))}
      />
      {kind === 'password' ? (
        <SecretField label={t('password')} {...input('password')} data-autofocus={focused || undefined} />
      ) : (
        <>
          <Textarea
            label={t('private_key')}
            description={t('privateKeyHint')}
            {...input('privateKey')}
            rows={6}
            spellCheck={false}
            autoComplete="off"
            styles={{ input: { fontFamily: 'var(--berth-mono)', fontSize: '0.8rem' } }}
          />
          <SecretField label={t('passphrase')} description={t('passphraseHint')} {...input('passphrase')} />
        </>
      )}
    </Stack>
  );
}
