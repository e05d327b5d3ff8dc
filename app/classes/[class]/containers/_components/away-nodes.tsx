'use client';

import { CloudOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Ago } from '@/app/_components/ago';
import { useErrorText } from '@/app/_components/error-text';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import page from '@/app/_components/page.module.css';
import type { AwayNode } from '@/lib/shared/class-lists';
import classes from './class-lists.module.css';

/** Nodes whose rows are not in the table, and why: one line for all that are away for the same reason. */
export function AwayNodes({ nodes }: { nodes: readonly AwayNode[] }) {
  const t = useTranslations('classLists');
  const state = useTranslations('nodes.state');
  const text = useErrorText();
  const groups = Map.groupBy(nodes, (node) => `${node.state} ${node.reason?.code ?? ''}`);
  return [...groups].map(([key, some]) => {
    const [first] = some;
    if (!first) return null;
    return (
      <div key={key} className={page.away} role="status">
        <CloudOff size={16} aria-hidden />
        <p>
          <strong>{t('away', { count: some.length })}</strong> {first.reason ? text(first.reason.code) : state(first.state)}{' '}
          {some.map((node) => (
            <span key={node.nodeId} className={classes.awayNode}>
              <Link href={nodeAddress(node.nodeId)}>{node.node}</Link>
              {node.students.length > 0 && ` ${node.students.join(', ')}`} (<Ago at={node.since} />)
            </span>
          ))}
        </p>
      </div>
    );
  });
}
