'use client';

import { Check, MapPin } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useContainers } from '@/app/_api/hooks/containers';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { useLessonPage } from './lesson-page';
import { isThere, type Place, placeOf } from './place';
import classes from './where-badge.module.css';

const noContainers: ReadonlyArray<{ id: string; name: string }> = [];

/** Where a step's commands belong, and for the current step whether the terminal in front is there. */
export function WhereBadge({ where, isCurrent }: { where: string; isCurrent: boolean }) {
  const t = useTranslations('course.where');
  const { node, typing } = useLessonPage();
  const { data } = useContainers(node?.id ?? '', { enabled: node !== null && isCurrent });
  const place = placeOf(typing.view?.terminal ?? null, typing.view?.prompt ?? null, data?.items ?? noContainers);
  const there = isCurrent ? isThere(where, place) : null;
  const text = usePlaceText();
  const wanted = useWhereText()(where);
  return (
    <div className={`${classes.badge} ${there === false ? classes.elsewhere : ''}`} data-there={there ?? 'unknown'}>
      <p className={classes.line}>
        {there ? <Check size={15} aria-hidden /> : <MapPin size={15} aria-hidden />}
        <span>
          {t('here', { place: wanted })}
          {there === true && <span className="visually-hidden"> {t('there')}</span>}
        </span>
      </p>
      <div aria-live="polite">
        {there === false && place && (
          <p className={classes.note}>
            {t('elsewhere', { place: text(place) })} <WayThere where={where} place={place} />
          </p>
        )}
      </div>
    </div>
  );
}

/** Where a step or a command belongs, in words. @returns of `host-user`, `host-root`, `chroot` or `container:NAME` */
export function useWhereText(): (where: string) => string {
  const t = useTranslations('course.where');
  return (where) => {
    const [kind = '', name = ''] = where.split(':');
    return kind === 'container' ? t('container', { name }) : t(kind as 'host-user' | 'host-root' | 'chroot');
  };
}

function usePlaceText(): (place: Place) => string {
  const t = useTranslations('course.where');
  return ({ in: inside, user, container }) => {
    if (inside === 'chroot') return t('chroot');
    if (inside === 'container') return container === null ? t('someContainer') : t('container', { name: container });
    return user === 'root' ? t('host-root') : t('hostAs', { user: user ?? '' });
  };
}

/** What leads from where the terminal is to where the step is. */
function WayThere({ where, place }: { where: string; place: Place }) {
  const t = useTranslations('course.where');
  const { node, typing } = useLessonPage();
  if (!node) return null;
  if (place.in === 'container' && !where.startsWith('container:')) return t('leaveContainer');
  if (place.in === 'chroot') return t('leaveChroot');
  if (where === 'host-user')
    return (
      <button type="button" className={classes.way} onClick={() => typing.open({ kind: 'host', node: node.id, as: 'login' })}>
        {t('openLogin')}
      </button>
    );
  if (where === 'host-root') return <Link href={nodeAddress(node.id, 'root-login')}>{t('rootLogin')}</Link>;
  return null;
}
