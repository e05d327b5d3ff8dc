'use client';

import { Button, Group, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ApiError } from '@/app/_api/client';
import { DataTable } from '@/app/_components/data-table';
import { NodeStateWord, StateMark } from '@/app/_components/state-word';
import { FormError } from '@/app/_components/states';
import type { RosterResult } from '@/lib/shared/roster';
import { changes } from './roster-changes';
import classes from './roster-card.module.css';

type Item = RosterResult['items'][number];

/** A student can begin there: Docker that is closed to the login user is what the first lesson opens. */
const usable = (node: NonNullable<Item['node']>): boolean => node.state === 'ready' || node.state === 'docker_denied';

interface Props {
  result: RosterResult;
  busy: boolean;
  error: ApiError | null;
  onApply: () => void;
  onBack: () => void;
}

/** What a roster would change, line by line, and which lines it leaves out and why. */
export function RosterPreview({ result: { items, problems }, busy, error, onApply, onBack }: Props) {
  const t = useTranslations('classes.roster');
  const changed = items.filter(changes);
  const people = changed.filter((item) => item.enrolment === 'new').length;
  const given = items.filter((item) => item.node?.assignment === 'new').length;
  const without = items.filter((item) => item.node === null).length;
  const unfit = items.flatMap(({ node }) => (node && node.assignment === 'new' && !usable(node) ? [node.name] : []));
  const accounts = items.filter((item) => item.account === 'new').length;
  return (
    <Stack gap="sm">
      <p aria-live="polite">
        {changed.length === 0 ? t('nothing') : t('counts', { accounts, enrolments: people, nodes: given })}
      </p>
      {without > 0 && given > 0 && <Warning>{t('short', { count: without })}</Warning>}
      {unfit.length > 0 && <Warning>{t('unfit', { count: unfit.length, nodes: unfit.join(', ') })}</Warning>}
      {problems.length > 0 && (
        <div>
          <Warning>{t('problems', { count: problems.length })}</Warning>
          <ul className={classes.problems}>
            {problems.map(({ line, text, reason }) => (
              <li key={line}>
                <strong>{t('line', { line })}</strong> <code>{text}</code> {t(`problem.${reason}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <FormError error={error} />
      <Group gap="sm">
        {changed.length > 0 && (
          <Button onClick={onApply} loading={busy}>
            {people > 0 ? t('apply', { count: people }) : t('applyNodes', { count: given })}
          </Button>
        )}
        <Button variant="default" onClick={onBack}>
          {t('back')}
        </Button>
      </Group>
      {items.length > 0 && (
        <DataTable
          caption={t('title')}
          rows={items}
          rowKey={(item) => item.email}
          rowProps={(item) => ({ className: changes(item) ? undefined : classes.same })}
          columns={[
            {
              key: 'person',
              header: t('person'),
              cell: (item) => (
                <>
                  {item.name} {item.studentNumber} <span className={classes.email}>{item.email}</span>
                </>
              ),
            },
            {
              key: 'what',
              header: t('what'),
              cell: (item) => `${t(`account.${item.account}`)} · ${t(`enrolment.${item.enrolment}`)}`,
            },
            {
              key: 'node',
              header: t('node'),
              cell: ({ node }) =>
                node ? (
                  <span>
                    {`${node.name} · ${t(`assignment.${node.assignment}`)}`}{' '}
                    {!usable(node) && <NodeStateWord state={node.state} />}
                  </span>
                ) : (
                  '–'
                ),
            },
          ]}
        />
      )}
    </Stack>
  );
}

function Warning({ children }: { children: string }) {
  return (
    <p className={classes.warning}>
      <StateMark tone="warn" />
      <span>{children}</span>
    </p>
  );
}
