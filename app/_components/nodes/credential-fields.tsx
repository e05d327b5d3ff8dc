'use client';

import { SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
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
      <div>
        <Text size="sm" fw={500} mb={4} id="credential-kind">
          {t('credential')}
        </Text>
        <SegmentedControl
          aria-labelledby="credential-kind"
          value={values.kind}
          onChange={(kind) => onChange({ kind: kind as NodeValues['kind'] })}
          data={[
            { value: 'password', label: t('password') },
            { value: 'private_key', label: t('private_key') },
          ]}
        />
      </div>
      {values.kind === 'password' ? (
        <TextInput
          type="password"
          label={t('password')}
          data-autofocus={focused || undefined}
          value={values.password}
          onChange={(event) => onChange({ password: event.currentTarget.value })}
          autoComplete="new-password"
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
          <TextInput
            type="password"
            label={t('passphrase')}
            description={t('passphraseHint')}
            value={values.passphrase}
            onChange={(event) => onChange({ passphrase: event.currentTarget.value })}
            autoComplete="new-password"
          />
        </>
      )}
    </Stack>
  );
}
