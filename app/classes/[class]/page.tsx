import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import page from '@/app/_components/page.module.css';
import { pageClass } from '@/app/classes/_server/page-class';
import { pageCtx } from '@/app/_server/actor';

const steps = ['add', 'doctor', 'prepare', 'root-login', 'cards'] as const;

/** A class at a glance: what to do, in the order of a first morning. */
export default async function ClassPage({ params }: { params: Promise<{ class: string }> }) {
  const cls = await pageClass(await pageCtx(), (await params).class);
  if (!cls) notFound();
  const t = await getTranslations('classes');
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{cls.name}</h1>
        <p className={page.summary}>{t('counts', { students: cls.students, nodes: cls.nodes })}</p>
      </div>
      <ol>
        {steps.map((step) => (
          <li key={step}>
            <Link href={`/classes/${cls.id}/${step}`}>{t(`tab.${step}`)}</Link>: {t(`about.${step}`)}
          </li>
        ))}
      </ol>
    </div>
  );
}
