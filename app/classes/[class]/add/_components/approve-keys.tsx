import { Button, Checkbox } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CommandLine } from '@/app/_components/copy';
import { DataTable } from '@/app/_components/data-table';
import type { OfferedKeyDto } from '@/lib/shared/node-import';
import classes from './add-nodes.module.css';

interface Props {
  keys: OfferedKeyDto[];
  busy: boolean;
  /** Each by the fingerprint the reader looked at. */
  onApprove: (keys: Array<{ node: string; sha256: string }>) => void;
}

/** First keys: each is compared and ticked, then they are approved together. */
export function ApproveKeys({ keys, busy, onApprove }: Props) {
  const t = useTranslations('import.keys');
  // What was ticked is this very fingerprint: another one arriving meanwhile needs another look.
  const [checked, setChecked] = useState<ReadonlyMap<string, string>>(new Map());
  const isChecked = (key: OfferedKeyDto) => checked.get(key.node) === key.offered.sha256;
  const chosen = keys.filter(isChecked);
  const check = (some: OfferedKeyDto[], on: boolean) =>
    setChecked((held) => {
      const next = new Map(held);
      for (const key of some) {
        if (on) next.set(key.node, key.offered.sha256);
        else next.delete(key.node);
      }
      return next;
    });
  return (
    <>
      {[...new Set(keys.map((key) => key.command))].map((command) => (
        <CommandLine key={command} command={command} label={t('command')} />
      ))}
      <DataTable
        caption={t('title')}
        rows={keys}
        rowKey={(key) => key.node}
        scrolls
        columns={[
          {
            key: 'node',
            header: t('node'),
            cell: (key) => (
              <>
                {key.name} <span className={classes.jump}>{`${key.host}:${key.port}`}</span>
              </>
            ),
          },
          { key: 'type', header: t('type'), cell: (key) => key.offered.type },
          {
            key: 'fingerprint',
            header: t('fingerprint'),
            cell: (key) => <code className={classes.fingerprint}>{key.offered.sha256}</code>,
          },
          {
            key: 'check',
            header: t('check'),
            cell: (key) => (
              <Checkbox
                checked={isChecked(key)}
                onChange={(event) => check([key], event.currentTarget.checked)}
                aria-label={t('checkOne', { name: key.name })}
              />
            ),
          },
        ]}
      />
      <div className={classes.approve}>
        <Checkbox
          label={t('checkAll')}
          checked={chosen.length === keys.length}
          indeterminate={chosen.length > 0 && chosen.length < keys.length}
          onChange={(event) => check(keys, event.currentTarget.checked)}
        />
        <Button
          disabled={chosen.length === 0}
          loading={busy}
          onClick={() => onApprove(chosen.map((key) => ({ node: key.node, sha256: key.offered.sha256 })))}
        >
          {t('approve', { count: chosen.length })}
        </Button>
      </div>
    </>
  );
}
