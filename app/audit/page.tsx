import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import page from '@/app/_components/page.module.css';
import { pageCtx } from '@/app/_server/actor';
import { can } from '@/lib/core/policy/policy';
import { AuditView } from './_components/audit-view';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('audit'))('title') };
}

/** Who did what: everything for administrators, what is of their classes for instructors. */
export default async function AuditPage() {
  const ctx = await pageCtx();
  if (!can(ctx.actor, 'audit.list', { kind: 'panel' })) notFound();
  return (
    <div className={page.page}>
      <AuditView />
    </div>
  );
}
