'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Link } from '@/app/_components/link';
import pick from '@/app/_components/pick-row.module.css';
import type { NodeDto } from '@/lib/shared/nodes';

/** What is done with the nodes that are chosen: on the pages of their class, with just these chosen there. */
export function PickedNodes({ nodes, onClear }: { nodes: NodeDto[]; onClear: () => void }) {
  const t = useTranslations('nodes.pick');
  if (nodes.length === 0) return null;
  const [classId, ...others] = new Set(nodes.map((node) => node.classId));
  const page = others.length === 0 && classId ? `/classes/${classId}` : null;
  return (
    <div className={pick.bar} role="status">
      <span>{t('count', { count: nodes.length })}</span>
      {page ? (
        <>
          <Button size="xs" component={Link} href={`${page}/prepare?nodes=${nodes.map((node) => node.name).join(',')}`}>
            {t('prepare')}
          </Button>
          <Button
            size="xs"
            variant="default"
            component={Link}
            href={`${page}/settings?nodes=${nodes.map((node) => node.id).join(',')}#nodes`}
          >
            {t('move')}
          </Button>
        </>
      ) : (
        <span>{t('oneClass')}</span>
      )}
      <Button size="xs" variant="subtle" onClick={onClear}>
        {t('clear')}
      </Button>
    </div>
  );
}
