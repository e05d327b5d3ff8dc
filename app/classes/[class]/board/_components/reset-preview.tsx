'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useErrorText } from '@/app/_components/error-text';
import type { ResetResultDto } from '@/lib/shared/courses';
import classes from './board-panels.module.css';

interface Props {
  /** What a dry run says would go; null while it is asked. */
  result: ResetResultDto | null;
  isBusy: boolean;
  onReset: () => void;
  onCancel: () => void;
}

/** What a reset removes from the node, before it does. */
export function ResetPreview({ result, isBusy, onReset, onCancel }: Props) {
  const t = useTranslations('board.dialog');
  const common = useTranslations('common');
  const text = useErrorText();
  return (
    <section className={classes.message} aria-label={t('reset')}>
      {result?.items.map((item) => {
        const gone = [...item.containers, ...item.images, ...item.paths];
        return (
          <p key={item.userId}>
            <b>{item.name}</b> {item.problem ? text(item.problem) : gone.length === 0 ? t('resetNothing') : t('resetRemoves')}{' '}
            {gone.map((name) => (
              <span key={name}>
                <code>{name}</code>{' '}
              </span>
            ))}
          </p>
        );
      })}
      <div className={classes.buttons}>
        <Button size="xs" color="red" loading={isBusy} disabled={result === null} onClick={onReset}>
          {t('resetDo')}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {common('cancel')}
        </Button>
      </div>
    </section>
  );
}
