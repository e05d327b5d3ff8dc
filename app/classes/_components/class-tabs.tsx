'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Tabs } from '@/app/_components/tabs';
import classes from '@/app/_components/tabs.module.css';

/** The parts of a class: the lesson itself, then what a first morning takes, in its order. The first has the class's own name: an instructor may have several. */
const classTabs = [
  '',
  'board',
  'containers',
  'course',
  'add',
  'doctor',
  'prepare',
  'root-login',
  'join',
  'cards',
  'registry',
  'settings',
] as const;

export function ClassTabs({ id, name }: { id: string; name: string }) {
  const t = useTranslations('classes.tab');
  const path = usePathname();
  const ownName = <span className={classes.name}>{name}</span>;
  const tabs = classTabs.map((part) => {
    const href = part === '' ? `/classes/${id}` : `/classes/${id}/${part}`;
    return {
      key: part,
      href,
      text: part === '' ? ownName : t(part),
      current: path === href || (part === 'course' && path.startsWith(`${href}/`)),
    };
  });
  return <Tabs label={t('label', { name })} tabs={tabs} />;
}
