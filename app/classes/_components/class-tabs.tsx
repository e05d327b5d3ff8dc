'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Link } from '@/app/_components/link';
import classes from '@/app/_components/tabs.module.css';
import { useTabInView } from '@/app/_components/use-tab-in-view';

/** The parts of a class, in the order of a first morning. The first has the class's own name: an instructor may have several. */
const classTabs = ['', 'add', 'doctor', 'prepare', 'root-login', 'cards', 'settings'] as const;

export function ClassTabs({ id, name }: { id: string; name: string }) {
  const t = useTranslations('classes.tab');
  const path = usePathname();
  const nav = useTabInView(path);
  return (
    <nav ref={nav} className={classes.tabs} aria-label={t('label', { name })}>
      {classTabs.map((part) => {
        const href = part === '' ? `/classes/${id}` : `/classes/${id}/${part}`;
        return (
          <Link key={part} href={href} className={classes.tab} aria-current={path === href ? 'page' : undefined}>
            {part === '' ? <span className={classes.name}>{name}</span> : t(part)}
          </Link>
        );
      })}
    </nav>
  );
}
