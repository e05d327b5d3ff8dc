'use client';

import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useErrorText } from '@/app/_components/error-text';
import { Link } from '@/app/_components/link';
import classes from '@/app/_components/states.module.css';
import { useHydrated } from '@/app/_components/use-hydrated';

/** The form of next-auth's credentials, told in the reader's words what went wrong. @param props.next a page of this panel */
export function SignInForm({ next }: { next: string }) {
  const t = useTranslations('auth.signIn');
  const text = useErrorText();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const hydrated = useHydrated();

  async function submit(form: FormData): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const { signIn } = await import('next-auth/react');
      const result = await signIn('credentials', { email: form.get('email'), password: form.get('password'), redirect: false });
      if (result?.ok && !result.error) {
        // A whole new page: nothing of whoever was here before stays in memory.
        window.location.assign(next);
        return;
      }
      setProblem(text(result?.error === 'CredentialsSignin' || !result?.error ? 'sign_in_failed' : result.error));
    } catch {
      setProblem(t('unreachable'));
    }
    setBusy(false);
  }

  return (
    <form
      // Should the browser ever send it by itself, a password must not stand in the address.
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('email')}
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <PasswordInput label={t('password')} name="password" autoComplete="current-password" required withAsterisk={false} />
        {problem && (
          <div className={classes.formError} role="alert">
            <p>{problem}</p>
          </div>
        )}
        <Button type="submit" loading={busy} disabled={!hydrated} fullWidth size="md">
          {t('submit')}
        </Button>
        <Text size="sm" c="dimmed">
          {t('help')}
        </Text>
        <Text size="sm">
          <Link href="/join">{t('join')}</Link>
        </Text>
      </Stack>
    </form>
  );
}
