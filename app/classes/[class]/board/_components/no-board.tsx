import { useTranslations } from 'next-intl';
import { courseAddress } from '@/app/_components/course-address';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { EmptyState } from '@/app/_components/states';
import classes from './board.module.css';

/** The board of a class without a course, and the way to choose one. */
export function NoBoard({ classId }: { classId: string }) {
  const t = useTranslations('board');
  return (
    <div className={classes.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
      </div>
      <EmptyState title={t('empty.title')} text={t('empty.text')}>
        <Link href={courseAddress(classId)}>{t('empty.choose')}</Link>
      </EmptyState>
    </div>
  );
}
