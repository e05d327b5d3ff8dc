import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Door } from '@/app/_components/door';
import { findActor } from '@/app/_server/actor';
import { isSetupNeeded } from '@/lib/features/accounts/setup';
import { getRuntime } from '@/lib/core/runtime';
import { safePath } from '@/lib/shared/safe-path';
import { SignInForm } from './_components/sign-in-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth.signIn'))('title') };
}

/** Takes an account in. While there is none, the first is made at /setup. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<{ made?: string; to?: string | string[] }> }) {
  if (await isSetupNeeded(getRuntime())) redirect('/setup');
  const { made, to } = await searchParams;
  const next = safePath(typeof to === 'string' ? to : null);
  if (await findActor()) redirect(next);
  const t = await getTranslations('auth');
  return (
    <Door title={t('signIn.title')} lead={made === undefined ? t('signIn.lead') : t('setup.signInAfter')}>
      <SignInForm next={next} />
    </Door>
  );
}
