'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Ago } from '@/app/_components/ago';
import { DataTable } from '@/app/_components/data-table';
import { containersCommand, removeImagesCommand } from '@/lib/shared/class-commands';
import type { ContainerAction, OperationDto } from '@/lib/shared/operations';
import { OperationStateWord } from './operation-state';
import classes from './prepare.module.css';
import { useStepName } from './step-name';

interface Props {
  operations: OperationDto[];
  shown: string | null;
  onShow: (id: string) => void;
}

/** What was done to the nodes of the class, the newest first. */
export function History({ operations, shown, onShow }: Props) {
  const t = useTranslations('operations');
  const nameOf = useStepName();
  const itemsText = (count: number) => t('history.items', { count });
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
                  <span className={classes.what}>{whatOf(operation, nameOf, itemsText)}</span>
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

/** The steps by name, the images, or the command itself; of what was selected on each node the command and how many it was. */
function whatOf(operation: OperationDto, nameOf: (id: string) => string, itemsText: (count: number) => string): string {
  const [first] = operation.steps;
  if (operation.kind === 'container.control' || operation.kind === 'image.remove') {
    const line =
      operation.kind === 'image.remove' ? removeImagesCommand([]) : containersCommand(first?.action as ContainerAction, []);
    return `${line} · ${itemsText(Number(first?.count))}`;
  }
  if (operation.kind === 'node.command') return typeof first?.command === 'string' ? first.command : '';
  if (operation.kind === 'image.pull') return Array.isArray(first?.images) ? first.images.join(' ') : '';
  return operation.steps.map((step) => nameOf(step.id)).join(' · ');
}
