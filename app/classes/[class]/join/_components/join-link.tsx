'use client';

import { Button, Group } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useEndJoinLink, useJoinLink } from '@/app/_api/hooks/join';
import { CommandLine } from '@/app/_components/copy';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { When } from '@/app/_components/when';
import type { ClassJoinDto } from '@/lib/shared/join';
import classes from './join-link.module.css';
import { OpenJoin } from './open-join';

interface Props {
  classId: string;
  className: string;
  initial: ClassJoinDto;
}

/** The code as large as a room can read it, until when it counts, and who has come. */
export function JoinLink({ classId, className, initial }: Props) {
  const t = useTranslations('join.link');
  const { data = initial } = useJoinLink(classId, initial);
  const end = useEndJoinLink(classId);
  const [asking, setAsking] = useState(false);
  const { link } = data;
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title', { class: className })}</h1>
        <p className={page.summary} aria-live="polite">
          {t('summary', { students: data.students, places: data.placesLeft })}
        </p>
      </div>
      {link && (
        <section className={`${page.card} ${classes.link}`}>
          <svg
            viewBox={`0 0 ${link.qr.size} ${link.qr.size}`}
            className={classes.qr}
            role="img"
            aria-label={t('qr', { address: link.address })}
          >
            <rect width={link.qr.size} height={link.qr.size} fill="#fff" />
            <path d={link.qr.path} fill="#000" shapeRendering="crispEdges" />
          </svg>
          <div className={classes.facts}>
            <h2 className={classes.label}>{t('code')}</h2>
            <p className={classes.code}>{link.code}</p>
            <p>{t('how', { address: new URL('/join', link.address).href })}</p>
            <p className={classes.end}>{t.rich('until', { at: () => <When at={link.endsAt} /> })}</p>
            <CommandLine command={link.address} label={t('address')} />
            <Group>
              <Button color="red" variant="light" onClick={() => setAsking(true)}>
                {t('revoke')}
              </Button>
            </Group>
          </div>
        </section>
      )}
      <OpenJoin classId={classId} isRenewal={link !== null} placesLeft={data.placesLeft} />
      {asking && (
        <LazyConfirm
          title={t('revokeTitle')}
          submit={t('revoke')}
          busy={end.isPending}
          error={end.error}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            end.mutate(undefined, {
              onSuccess: () => {
                void notify('done', t('revoked'));
                setAsking(false);
              },
            })
          }
        >
          <p>{t('revokeText')}</p>
        </LazyConfirm>
      )}
    </div>
  );
}
