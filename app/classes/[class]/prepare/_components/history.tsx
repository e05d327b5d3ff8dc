'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Ago } from '@/app/_components/ago';
import { DataTable } from '@/app/_components/data-table';
import type { OperationDto } from '@/lib/shared/operations';
import { OperationStateWord } from '@/app/_components/operation-state';
import { useOperationSubject } from '@/app/_components/operation-subject';
import classes from './prepare.module.css';

interface Props {
  operations: OperationDto[];
  shown: string | null;
  onShow: (id: string) => void;
}

/** What was done to the nodes of the class, the newest first. */
export function History({ operations, shown, onShow }: Props) {
  const t = useTranslations('operations');
  const subjectOf = useOperationSubject();
  return (
    <section className={classes.history} aria-labelledby="history">
      <h2 id="history">{t('history.title')}</h2>
      {operations.length === 0 ? (
        <p className={classes.hint}>{t('history.empty')}</p>
      ) : (
        <DataTable
          caption={t('history.title')}
          rows={operations}
          rowKey={(operation) => operation.id}
          rowProps={(operation) => ({ 'aria-current': operation.id === shown ? 'true' : undefined })}
          columns={[
            {
              key: 'what',
              header: t('history.what'),
              cell: (operation) => (
                <>
                  {t(`kind.${operation.kind}`)} {operation.dryRun && <span className={classes.dry}>{t('run.dry')}</span>}
                  <span className={classes.what}>{subjectOf(operation)}</span>
                </>
              ),
            },
            { key: 'when', header: t('history.when'), cell: (operation) => <Ago at={operation.createdAt} /> },
            { key: 'who', header: t('history.who'), cell: (operation) => operation.createdBy?.name ?? 'berth' },
            { key: 'nodes', header: t('history.nodes'), cell: (operation) => t('history.counts', operation.nodes) },
            { key: 'state', header: t('history.state'), cell: (operation) => <OperationStateWord operation={operation} /> },
            {
              key: 'show',
              header: t('history.show'),
              kind: 'actions',
              cell: (operation) => (
                <Button variant="subtle" size="xs" onClick={() => onShow(operation.id)}>
                  {t('history.show')}
                </Button>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}
