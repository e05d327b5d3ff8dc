'use client';

import { Button, Checkbox, Group, Stack, Textarea } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRoster } from '@/app/_api/hooks/classes';
import { Link } from '@/app/_components/link';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { FormError, TableSkeleton } from '@/app/_components/states';
import type { RosterResult } from '@/lib/shared/roster';
import classes from './roster-card.module.css';
import { changes } from './roster-changes';

/** Loaded with the first look. */
const RosterPreview = dynamic(async () => (await import('./roster-preview')).RosterPreview, {
  ssr: false,
  loading: () => <TableSkeleton />,
});

/**
 * A list of students becomes accounts, enrolments and nodes: looked at first, written then.
 * @param leftOver students without a node for whom there is a free one
 */
export function RosterCard({ classId, leftOver }: { classId: string; leftOver: number }) {
  const t = useTranslations('classes.roster');
  const [lines, setLines] = useState('');
  const [assign, setAssign] = useState(true);
  const preview = useRoster(classId);
  const apply = useRoster(classId);
  /** What is being looked at, and of which lines. */
  const [looked, setLooked] = useState<{ lines: string; assign: boolean; result: RosterResult } | null>(null);
  const [madeAccounts, setMadeAccounts] = useState(false);

  function look(text: string, give: boolean): void {
    preview.mutate(
      { lines: text, assign: give, dryRun: true },
      { onSuccess: (result) => setLooked({ lines: text, assign: give, result }) },
    );
  }

  function write(): void {
    if (!looked) return;
    apply.mutate(
      { lines: looked.lines, assign: looked.assign },
      {
        onSuccess: ({ items, problems }) => {
          void notify('done', t('done', { count: items.filter(changes).length }));
          if (items.some((item) => item.account === 'new')) setMadeAccounts(true);
          setLooked(null);
          // The lines that could not be stay, to be mended.
          const bad = new Set(problems.map((problem) => problem.line));
          setLines(
            looked.lines
              .split(/\r\n|\r|\n/)
              .filter((_, index) => bad.has(index + 1))
              .join('\n'),
          );
        },
      },
    );
  }

  return (
    <section className={page.card}>
      <h2>{t('title')}</h2>
      {looked ? (
        <RosterPreview
          result={looked.result}
          busy={apply.isPending}
          error={apply.error}
          onApply={write}
          onBack={() => {
            apply.reset();
            setLooked(null);
          }}
        />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (lines.trim() !== '') look(lines, assign);
          }}
        >
          <Stack gap="sm">
            <p className={classes.about}>{t('text')}</p>
            <Textarea
              label={t('lines')}
              placeholder={t('placeholder')}
              value={lines}
              onChange={(event) => setLines(event.currentTarget.value)}
              autosize
              minRows={4}
              maxRows={14}
              spellCheck={false}
              autoComplete="off"
            />
            <Checkbox
              label={t('assign')}
              description={t('assignHint')}
              checked={assign}
              onChange={(event) => setAssign(event.currentTarget.checked)}
            />
            <FormError error={preview.error} />
            <Group gap="sm">
              <Button type="submit" loading={preview.isPending} disabled={lines.trim() === ''}>
                {t('preview')}
              </Button>
              {leftOver > 0 && lines.trim() === '' && (
                <Button variant="default" loading={preview.isPending} onClick={() => look('', true)}>
                  {t('leftOver', { count: leftOver })}
                </Button>
              )}
            </Group>
            {madeAccounts && (
              <p className={classes.about} role="status">
                {t('cards')} <Link href={`/classes/${classId}/cards`}>{t('toCards')}</Link>
              </p>
            )}
          </Stack>
        </form>
      )}
    </section>
  );
}
