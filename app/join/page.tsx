import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Door } from '@/app/_components/door';
import { CodeForm } from './_components/code-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('join'))('title') };
}

/** Where a join code is typed that was read from a projector. */
export default async function JoinPage() {
  const t = await getTranslations('join');
  return (
    <Door title={t('title')} lead={t('lead')}>
      <CodeForm />
    </Door>
  );
}
