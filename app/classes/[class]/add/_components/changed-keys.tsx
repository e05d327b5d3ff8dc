import { Button } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Alarm } from '@/app/_components/alarm';
import type { OfferedKeyDto } from '@/lib/shared/node-import';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './add-nodes.module.css';

const HostKeyDialog = dynamic(async () => (await import('@/app/_components/nodes/host-key-dialog')).HostKeyDialog, {
  ssr: false,
});

/** Nodes whose key is not the approved one: an alarm, and each is looked at by itself. */
export function ChangedKeys({ keys, nodes }: { keys: OfferedKeyDto[]; nodes: NodeDto[] }) {
  const t = useTranslations('import.keys');
  const [looking, setLooking] = useState<string | null>(null);
  const node = nodes.find((one) => one.id === looking);
  return (
    <>
      <Alarm>
        <strong>{t('changedTitle', { count: keys.length })}</strong>
        <p>{t('changedText')}</p>
        <div className={`${classes.links} ${classes.looks}`}>
          {keys.map((key) => (
            <Button key={key.node} size="xs" color="red" variant="outline" onClick={() => setLooking(key.node)}>
              {t('look', { name: key.name })}
            </Button>
          ))}
        </div>
      </Alarm>
      {node && <HostKeyDialog node={node} onClose={() => setLooking(null)} />}
    </>
  );
}
