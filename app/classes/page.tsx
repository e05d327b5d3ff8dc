import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import page from '@/app/_components/page.module.css';
import { EmptyState } from '@/app/_components/states';
import { pageCtx } from '@/app/_server/actor';
import { listClasses } from '@/lib/classes/classes';
import { limits } from '@/lib/shared/limits';
import { MakeClass } from './_components/make-class';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('classes'))('title') };
}

/** The classes somebody teaches; with one alone, that one. */
export default async function ClassesPage() {
  const ctx = await pageCtx();
  if (ctx.actor.role === 'student') redirect('/');
  const { items } = await listClasses(ctx, { limit: limits.pageMaxSize });
  if (items.length === 1 && items[0]) redirect(`/classes/${items[0].id}`);
  const t = await getTranslations('classes');
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        <div className={page.tools}>
          <MakeClass />
        </div>
      </div>
      {items.length === 0 ? (
        <EmptyState title={t('empty.title')} text={t('empty.text')} />
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item.id}>
              <Link href={`/classes/${item.id}`}>{item.name}</Link> {t('counts', { students: item.students, nodes: item.nodes })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
