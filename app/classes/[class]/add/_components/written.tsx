'use client';

import { useTranslations } from 'next-intl';
import type { ImportResult } from '@/lib/shared/node-import';
import type { NodeDto, NodeState } from '@/lib/shared/nodes';
import classes from './add-nodes.module.css';

/** What became of it, until something else is typed; which of them do not answer, as that comes to be known. */
export function Written({ result, nodes }: { result: ImportResult; nodes: NodeDto[] }) {
  const t = useTranslations('import');
  const written = new Set(result.items.filter(({ state }) => state === 'add' || state === 'update').map(({ node }) => node));
  const of = (state: NodeState) => nodes.filter((node) => written.has(node.id) && node.state === state).map(({ name }) => name);
  const [silent, refused] = [of('unreachable'), of('auth_failed')];
  return (
    <div className={classes.written} role="status">
      <p>{t('written', { add: result.counts.add, update: result.counts.update })}</p>
      {result.counts.bad > 0 && <p>{t('stillBad', { count: result.counts.bad })}</p>}
      {silent.length > 0 && <p>{t('silent', { count: silent.length, nodes: silent.join(', ') })}</p>}
      {refused.length > 0 && <p>{t('refused', { count: refused.length, nodes: refused.join(', ') })}</p>}
    </div>
  );
}
