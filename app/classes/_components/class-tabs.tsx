'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import classes from '@/app/_components/tabs.module.css';

/** The parts of a class, in the order of a first morning. */
const classTabs = ['', 'add', 'doctor', 'prepare', 'root-login', 'cards'] as const;

export function ClassTabs({ id, name }: { id: string; name: string }) {
  const t = useTranslations('classes.tab');
  const path = usePathname();
  return (
    <nav className={classes.tabs} aria-label={t('label', { name })}>
      {classTabs.map((part) => {
        const href = part === '' ? `/classes/${id}` : `/classes/${id}/${part}`;
        return (
          <Link key={part} href={href} className={classes.tab} aria-current={path === href ? 'page' : undefined}>
            {t(part === '' ? 'overview' : part)}
          </Link>
        );
      })}
    </nav>
  );
}
