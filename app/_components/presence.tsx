import { useTranslations } from 'next-intl';
import { Ago } from './ago';
import classes from './presence.module.css';

/** Filled for whoever has a page of the panel open, hollow for others; in words for those who do not see it. */
export function PresenceDot({ online }: { online: boolean }) {
  const t = useTranslations('common.presence');
  return (
    <>
      <span className={`${classes.dot} ${online ? classes.online : ''}`} aria-hidden />
      <span className="visually-hidden">{t(online ? 'online' : 'offline')} </span>
    </>
  );
}

/** Online, when somebody was last seen, or that they never were. */
export function LastSeen({ online, at }: { online: boolean; at: string | null }) {
  const t = useTranslations('common.presence');
  if (online) return t('online');
  return at === null ? t('never') : <Ago at={at} />;
}
