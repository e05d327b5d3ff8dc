'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Ago } from '@/app/_components/ago';
import page from '@/app/_components/page.module.css';
import type { OperationDto } from '@/lib/shared/operations';
import { OperationStateWord } from './operation-state';
import classes from './prepare.module.css';
import { useStepName } from './step-matrix';

interface Props {
  operations: OperationDto[];
  shown: string | null;
  onShow: (id: string) => void;
}

/** What was done to the nodes of the class, the newest first. */
export function History({ operations, shown, onShow }: Props) {
  const t = useTranslations('operations');
  const nameOf = useStepName();
  return (
    <section className={classes.history} aria-labelledby="history">
      <h2 id="history">{t('history.title')}</h2>
      {operations.length === 0 ? (
        <p className={classes.hint}>{t('history.empty')}</p>
      ) : (
        <div className={page.tableBox}>
          <table className={page.table}>
            <thead>
              <tr>
                <th scope="col">{t('history.what')}</th>
                <th scope="col">{t('history.when')}</th>
                <th scope="col">{t('history.who')}</th>
                <th scope="col">{t('history.nodes')}</th>
                <th scope="col">{t('history.state')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('history.show')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {operations.map((operation) => (
                <tr key={operation.id} aria-current={operation.id === shown ? 'true' : undefined}>
                  <th scope="row">
                    {t(`kind.${operation.kind}`)} {operation.dryRun && <span className={classes.dry}>{t('run.dry')}</span>}
                    <span className={classes.what}>{whatOf(operation, nameOf)}</span>
                  </th>
                  <td data-label={t('history.when')}>
                    <Ago at={operation.createdAt} />
                  </td>
                  <td data-label={t('history.who')}>{operation.createdBy?.name ?? 'berth'}</td>
                  <td data-label={t('history.nodes')} className="tabular">
                    {t('history.counts', operation.nodes)}
                  </td>
                  <td data-label={t('history.state')}>
                    <OperationStateWord operation={operation} />
                  </td>
                  <td className={page.wide}>
                    <Button variant="subtle" size="xs" onClick={() => onShow(operation.id)}>
                      {t('history.show')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** The steps by name, the images, or the command itself. */
function whatOf(operation: OperationDto, nameOf: (id: string) => string): string {
  const [first] = operation.steps;
  if (operation.kind === 'node.command') return typeof first?.command === 'string' ? first.command : '';
  if (operation.kind === 'image.pull') return Array.isArray(first?.images) ? first.images.join(' ') : '';
  return operation.steps.map((step) => nameOf(step.id)).join(' · ');
}
