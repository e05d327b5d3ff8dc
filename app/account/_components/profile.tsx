'use client';

import { Button, Checkbox, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useChangePassword, useUpdateUser } from '@/app/_api/hooks/accounts';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/states';
import { useHydrated } from '@/app/_components/use-hydrated';
import { limits } from '@/lib/shared/limits';

/** One's own name. */
export function OwnName({ id, name: given }: { id: string; name: string }) {
  const t = useTranslations('account.name');
  const common = useTranslations('common');
  const router = useRouter();
  const update = useUpdateUser();
  const [name, setName] = useState(given);
  return (
    <section className={page.card}>
      <h2>{t('title')}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate(
            { user: id, name },
            {
              onSuccess: () => {
                void notify('done', t('saved'));
                router.refresh();
              },
            },
          );
        }}
      >
        <Group align="end" gap="sm">
          <TextInput
            style={{ flex: '1 1 220px' }}
            label={t('label')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={update.error?.fieldError('name')}
            autoComplete="name"
          />
          <Button type="submit" variant="default" loading={update.isPending} disabled={name.trim() === given}>
            {common('save')}
          </Button>
        </Group>
      </form>
    </section>
  );
}

/** One's own password: the old one, and a new one that may be pasted and as long as a sentence. */
export function OwnPassword({ email }: { email: string }) {
  const t = useTranslations('account.password');
  const change = useChangePassword();
  const hydrated = useHydrated();

  // Read from the form itself: a password manager fills it before the page's script is there to hear of it.
  function submit(form: HTMLFormElement): void {
    const data = new FormData(form);
    change.mutate(
      {
        current: String(data.get('current') ?? ''),
        password: String(data.get('password') ?? ''),
        revokeTokens: data.has('revokeTokens'),
      },
      {
        onSuccess: () => {
          form.reset();
          void notify('done', t('saved'));
        },
      },
    );
  }

  return (
    <section className={page.card}>
      <h2>{t('title')}</h2>
      <p>{t('text', { min: limits.passwordMinChars })}</p>
      <form
        method="post"
        noValidate
        style={{ marginTop: 12 }}
        onSubmit={(event) => {
          event.preventDefault();
          submit(event.currentTarget);
        }}
      >
        <Stack gap="md">
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <PasswordInput
            label={t('current')}
            name="current"
            error={change.error?.fieldError('current')}
            autoComplete="current-password"
          />
          <PasswordInput
            label={t('new')}
            name="password"
            error={change.error?.fieldError('password')}
            autoComplete="new-password"
          />
          <Checkbox label={t('revokeTokens')} name="revokeTokens" defaultChecked />
          <FormError error={change.error} fields />
          <Group>
            <Button type="submit" loading={change.isPending} disabled={!hydrated}>
              {t('submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  );
}
