import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import page from '@/app/_components/page.module.css';
import { pageCtx } from '@/app/_server/actor';
import { can } from '@/lib/core/policy/policy';
import { Accounts } from './_components/accounts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('accounts'))('title') };
}

/** Every account of the panel, for administrators. */
export default async function AccountsPage() {
  const ctx = await pageCtx();
  if (!can(ctx.actor, 'user.create', { kind: 'panel' })) notFound();
  return (
    <div className={page.page}>
      <Accounts me={ctx.actor.id} />
    </div>
  );
}
