'use client';

import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useAccount, useEndSessionsOf, useResetPassword, useRevokeTokensOf, useUpdateUser } from '@/app/_api/hooks/accounts';
import { Ago } from '@/app/_components/ago';
import { CommandLine } from '@/app/_components/copy';
import { Dialog } from '@/app/_components/dialog';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { notify } from '@/app/_components/notify';
import { FailedState, FormError, TableSkeleton } from '@/app/_components/states';
import { type UserDetail, updateUserSchema } from '@/lib/shared/accounts';
import { DeleteAccount } from './delete-account';
import { roles } from './roles';

interface Props {
  managed: { id: string; email: string };
  /** The reader's own account: it is not theirs to take away here. */
  own: boolean;
  onClose: () => void;
}

/** One account: name, role, whether it may sign in, its password, tokens and sessions, and its end. */
export function ManageAccount({ managed, own, onClose }: Props) {
  const { data, error, refetch } = useAccount(managed.id);
  const reset = useResetPassword();
  return (
    // The new password is shown this once.
    <Dialog title={managed.email} size="lg" holds={!reset.isIdle && !reset.isError} onClose={onClose}>
      {error && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {data && (
        <Stack gap="xl">
          <Facts user={data} own={own} onSaved={onClose} />
          <Access user={data} reset={reset} />
          {!own && <DeleteAccount user={data} onDeleted={onClose} />}
        </Stack>
      )}
    </Dialog>
  );
}

function Facts({ user, own, onSaved }: { user: UserDetail; own: boolean; onSaved: () => void }) {
  const t = useTranslations('accounts');
  const roleText = useTranslations('account.role');
  const common = useTranslations('common');
  const update = useUpdateUser();
  const form = useApiForm({
    initialValues: { name: user.name, role: user.role, disabled: user.disabled },
    toBody: ({ name, role, disabled }) => ({
      ...(name !== user.name && { name }),
      ...(role !== user.role && { role }),
      ...(disabled !== user.disabled && { disabled }),
    }),
    check: useSchemaCheck(updateUserSchema),
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((changes) =>
        update.mutate(
          { user: user.id, ...changes },
          {
            onSuccess: () => {
              void notify('done', t('saved', { email: user.email }));
              onSaved();
            },
            onError: form.refuse,
          },
        ),
      )}
    >
      <Stack gap="md">
        <TextInput label={t('name')} {...form.getInputProps('name')} autoComplete="off" />
        <NativeSelect
          label={t('role')}
          {...form.getInputProps('role')}
          disabled={own}
          data={roles.map((value) => ({ value, label: roleText(value) }))}
        />
        <Checkbox
          label={t('disable')}
          description={t('disableText')}
          {...form.getInputProps('disabled', { type: 'checkbox' })}
          disabled={own}
        />
        <FormError error={update.error} fields />
        <Group>
          <Button type="submit" loading={update.isPending} disabled={Object.keys(form.getTransformedValues()).length === 0}>
            {common('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Access({ user, reset }: { user: UserDetail; reset: ReturnType<typeof useResetPassword> }) {
  const t = useTranslations('accounts');
  const revoke = useRevokeTokensOf();
  const end = useEndSessionsOf();
  return (
    <Stack gap="sm">
      <p>{t('access', { tokens: user.tokens.length, sessions: user.sessions })}</p>
      <p>{user.lastSeenAt ? t.rich('lastSeen', { time: () => <Ago at={user.lastSeenAt ?? ''} /> }) : t('neverSeen')}</p>
      {user.tokens.length > 0 && <p>{t('tokenNames', { names: user.tokens.map((token) => token.name).join(', ') })}</p>}
      <Group gap="sm">
        <Button variant="default" loading={reset.isPending} onClick={() => reset.mutate(user.id)}>
          {t('reset')}
        </Button>
        <Button
          variant="default"
          loading={revoke.isPending}
          disabled={user.tokens.length === 0}
          onClick={() => revoke.mutate(user.id, { onSuccess: () => void notify('done', t('tokensRevoked')) })}
        >
          {t('revokeTokens')}
        </Button>
        <Button
          variant="default"
          loading={end.isPending}
          disabled={user.sessions === 0}
          onClick={() => end.mutate(user.id, { onSuccess: () => void notify('done', t('sessionsEnded')) })}
        >
          {t('endSessions')}
        </Button>
      </Group>
      <p>{t('resetText')}</p>
      <FormError error={reset.error ?? revoke.error ?? end.error} />
      {reset.data && (
        <div role="status">
          <p>{t('newPassword')}</p>
          <CommandLine command={reset.data.password} />
        </div>
      )}
    </Stack>
  );
}
