'use client';

import { Button, Group, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ApiError } from '@/app/_api/client';
import page from '@/app/_components/page.module.css';
import { NodeStateWord, StateMark } from '@/app/_components/state-word';
import { FormError } from '@/app/_components/states';
import type { RosterResult } from '@/lib/shared/roster';
import classes from './roster-card.module.css';

type Item = RosterResult['items'][number];

export const changes = (item: Item): boolean =>
  item.account === 'new' || item.enrolment === 'new' || item.node?.assignment === 'new';

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
        <div className={page.tableBox}>
          <table className={page.table}>
            <thead>
              <tr>
                <th scope="col">{t('person')}</th>
                <th scope="col">{t('what')}</th>
                <th scope="col">{t('node')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.email} className={changes(item) ? undefined : classes.same}>
                  <th scope="row">
                    {item.name} {item.studentNumber} <span className={classes.email}>{item.email}</span>
                  </th>
                  <td data-label={t('what')}>
                    {t(`account.${item.account}`)} · {t(`enrolment.${item.enrolment}`)}
                  </td>
                  <td data-label={t('node')}>
                    {item.node ? `${item.node.name} · ${t(`assignment.${item.node.assignment}`)}` : '–'}{' '}
                    {item.node && !usable(item.node) && <NodeStateWord state={item.node.state} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
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
