import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Door } from '@/app/_components/door';
import { isSetupNeeded } from '@/lib/features/accounts/setup';
import { getRuntime } from '@/lib/core/runtime';
import { SetupForm } from './_components/setup-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth.setup'))('title') };
}

/** Makes the first account, for whoever can read the panel's console. */
export default async function SetupPage() {
  if (!(await isSetupNeeded(getRuntime()))) redirect('/sign-in');
  const t = await getTranslations('auth.setup');
  return (
    <Door title={t('title')} lead={t('lead')}>
      <SetupForm />
    </Door>
  );
}
