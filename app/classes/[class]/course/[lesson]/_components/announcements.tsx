'use client';

import { Eye, Megaphone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAnnouncements } from '@/app/_api/hooks/class-help';
import { Ago } from '@/app/_components/ago';
import classes from './announcements.module.css';

/** What staff said, pinned in the lesson it is about or in all of them. `eyes`: asks the class to look up; nothing is locked. */
export function Announcements({ classId, lesson }: { classId: string; lesson: string }) {
  const t = useTranslations('course.announcement');
  const { data } = useAnnouncements(classId);
  const items = (data?.items ?? []).filter((item) => item.kind === 'message' && (item.lesson === null || item.lesson === lesson));
  return (
    <div aria-live="polite" className={classes.list}>
      {items.map((item) => (
        <div key={item.id} className={classes.item} role="note">
          <Megaphone size={16} aria-hidden />
          <div>
            <p className={classes.text}>{item.text}</p>
            <p className={classes.by}>
              {t('by', { name: item.by })} <Ago at={item.createdAt} />
            </p>
          </div>
        </div>
      ))}
    </div>
  );
}

/** Over the whole page, while staff ask for attention. */
export function EyesBanner({ classId }: { classId: string }) {
  const t = useTranslations('course.announcement');
  const { data } = useAnnouncements(classId);
  const eyes = data?.items.find((item) => item.kind === 'eyes');
  return (
    <div role="status" aria-live="assertive">
      {eyes && (
        <p className={classes.eyes}>
          <Eye size={18} aria-hidden />
          <span>{t('eyes', { name: eyes.by })}</span>
        </p>
      )}
    </div>
  );
}
