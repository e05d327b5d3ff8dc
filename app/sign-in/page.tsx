import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Door } from '@/app/_components/door';
import { findActor } from '@/app/_server/actor';
import { isSetupNeeded } from '@/lib/accounts/setup';
import { getRuntime } from '@/lib/runtime';
import { SignInForm } from './sign-in-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth.signIn'))('title') };
}

/** Takes an account in. While there is none, the first is made at /setup. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<{ made?: string }> }) {
  if (await isSetupNeeded(getRuntime())) redirect('/setup');
  if (await findActor()) redirect('/');
  const t = await getTranslations('auth');
  const { made } = await searchParams;
  return (
    <Door title={t('signIn.title')} lead={made === undefined ? t('signIn.lead') : t('setup.signInAfter')}>
      <SignInForm />
    </Door>
  );
}
