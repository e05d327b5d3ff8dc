import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { EmptyState } from '@/app/_components/states';
import { pageCtx } from '@/app/_server/actor';
import { listClasses } from '@/lib/features/classes/classes';
import { everyPage } from '@/lib/shared/every-page';
import { limits } from '@/lib/shared/limits';
import { MakeClass } from './_components/make-class';
import classes from './classes.module.css';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('classes'))('title') };
}

interface Props {
  /** `all`: also with one class alone, for making another. `add`: many nodes are to be added, and to which class is asked here. */
  searchParams: Promise<{ all?: string; add?: string }>;
}

/** The classes somebody teaches; with one alone, that one. */
export default async function ClassesPage({ searchParams }: Props) {
  const ctx = await pageCtx();
  if (ctx.actor.role === 'student') redirect('/');
  const [items, { all, add }] = await Promise.all([
    everyPage((cursor) => listClasses(ctx, { limit: limits.pageMaxSize, cursor })),
    searchParams,
  ]);
  const adding = add !== undefined;
  const part = adding ? '/add' : '';
  if (items.length === 1 && items[0] && all === undefined) redirect(`/classes/${items[0].id}${part}`);
  const t = await getTranslations('classes');
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        <div className={page.tools}>
          <MakeClass part={part} />
        </div>
      </div>
      {adding && <p className={classes.ask}>{t(items.length === 0 ? 'add.none' : 'add.choose')}</p>}
      {items.length === 0 ? (
        <EmptyState title={t('empty.title')} text={t('empty.text')} />
      ) : (
        <ul className={classes.list}>
          {items.map((item) => (
            <li key={item.id} className={`${page.card} ${classes.item}`}>
              <h2>
                <Link href={`/classes/${item.id}${part}`}>{item.name}</Link>
              </h2>
              {item.closedAt && <p>{t('closed')}</p>}
              <p>{t('counts', { students: item.students, nodes: item.nodes })}</p>
              {item.nodes > 0 && <p>{t('nodesReady', { ready: item.nodesReady, total: item.nodes })}</p>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
