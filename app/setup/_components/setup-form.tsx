'use client';

import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCompleteSetup } from '@/app/_api/hooks/accounts';
import { FormError } from '@/app/_components/states';
import { useHydrated } from '@/app/_components/use-hydrated';
import { limits } from '@/lib/shared/limits';

/** Token, name, address, password. The panel checks; what it refuses stands beside the field. */
export function SetupForm() {
  const t = useTranslations('auth.setup');
  const router = useRouter();
  const setup = useCompleteSetup();
  const hydrated = useHydrated();
  const [wrong, setWrong] = useState<Record<string, string>>({});

  function submit(form: FormData): void {
    const text = (name: string) => String(form.get(name) ?? '');
    const found: Record<string, string> = {};
    if (!text('token').trim()) found.token = t('tokenMissing');
    if (!text('name').trim()) found.name = t('nameWrong');
    if (!/^\S+@\S+$/.test(text('email').trim())) found.email = t('emailWrong');
    if (text('password').length < limits.passwordMinChars) found.password = t('passwordHint', { min: limits.passwordMinChars });
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    setup.mutate(
      { token: text('token'), name: text('name'), email: text('email'), password: text('password') },
      { onSuccess: () => router.replace('/sign-in?made=1') },
    );
  }

  const field = (name: string) => wrong[name] ?? setup.error?.fieldError(name);
  return (
    <form
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(new FormData(event.currentTarget));
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('token')}
          description={t('tokenWhere')}
          name="token"
          autoComplete="off"
          spellCheck={false}
          error={field('token')}
        />
        <TextInput label={t('name')} name="name" autoComplete="name" error={field('name')} />
        <TextInput label={t('email')} name="email" type="email" autoComplete="username" error={field('email')} />
        <PasswordInput
          label={t('password')}
          description={wrong.password === undefined && t('passwordHint', { min: limits.passwordMinChars })}
          name="password"
          autoComplete="new-password"
          error={field('password')}
        />
        <FormError error={setup.error} fields />
        <Button type="submit" loading={setup.isPending} disabled={!hydrated} fullWidth size="md">
          {t('submit')}
        </Button>
      </Stack>
    </form>
  );
}
