'use client';

import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type ApiError, call, isApiError } from '@/app/_api/client';
import { Link } from '@/app/_components/link';
import { FormError } from '@/app/_components/states';
import { useHydrated } from '@/app/_components/use-hydrated';
import { limits } from '@/lib/shared/limits';

type Wrong = Partial<Record<'name' | 'account' | 'password', string>>;

/**
 * Name, account and password: makes the account, signs in with it, and goes to the class. Whoever has the account already, from a first
 * click or from another class, comes in with it when the password is right.
 */
export function JoinForm({ code, isFull }: { code: string; isFull: boolean }) {
  const t = useTranslations('join');
  const hydrated = useHydrated();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Wrong>({});
  const [error, setError] = useState<ApiError | null>(null);

  async function submit(form: FormData): Promise<void> {
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const typed = { name: text('name'), account: text('account'), password: String(form.get('password') ?? '') };
    const found: Wrong = {};
    if (typed.name === '') found.name = t('nameMissing');
    if (typed.account === '') found.account = t('accountMissing');
    if (typed.password.length < limits.passwordMinChars) found.password = t('passwordHint', { min: limits.passwordMinChars });
    setWrong(found);
    setError(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await join(code, typed);
      // A whole new page: nothing of whoever was here before stays in memory.
      window.location.assign('/');
    } catch (failure) {
      if (!isApiError(failure)) throw failure;
      const account = failure.fieldError('email') ?? failure.fieldError('studentNumber');
      const fields = { name: failure.fieldError('name'), account, password: failure.fieldError('password') };
      setWrong(Object.fromEntries(Object.entries(fields).filter(([, message]) => message !== undefined)));
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <form
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      <Stack gap="md">
        <TextInput label={t('name')} name="name" autoComplete="name" error={wrong.name} />
        <TextInput
          label={t('account')}
          description={t('accountHint')}
          name="account"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          error={wrong.account}
        />
        <PasswordInput
          label={t('password')}
          description={wrong.password === undefined && t('passwordHint', { min: limits.passwordMinChars })}
          name="password"
          autoComplete="new-password"
          error={wrong.password}
        />
        <FormError error={error} fields />
        <Button type="submit" loading={busy} disabled={!hydrated || isFull} fullWidth size="md">
          {t('submit')}
        </Button>
        <Text size="sm">
          <Link href={`/sign-in?to=${encodeURIComponent(`/join/${code}`)}`}>{t('haveAccount')}</Link>
        </Text>
      </Stack>
    </form>
  );
}

/** @throws ApiError why not */
async function join(
  code: string,
  { name, account, password }: { name: string; account: string; password: string },
): Promise<void> {
  const who = account.includes('@') ? { email: account } : { studentNumber: account };
  const refused = await call('POST /join/{code}/account', { params: { code }, body: { name, password, ...who } }).then(
    () => null,
    (error: unknown) => error,
  );
  if (refused !== null && !(isApiError(refused) && refused.code === 'account_exists')) throw refused;
  const { signIn } = await import('next-auth/react');
  const signedIn = await signIn('credentials', { email: account, password, redirect: false });
  // Their account, and not their password: that it is there is all they are told.
  if (refused !== null && (!signedIn?.ok || signedIn.error)) throw refused;
  if (refused !== null) await call('POST /join/{code}', { params: { code } });
}
