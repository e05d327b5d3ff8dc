'use client';

import { Check, LockKeyhole } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useNode } from '@/app/_api/hooks/nodes';
import { Link } from './link';
import classes from './node-headline.module.css';
import { hasBeenRoot } from './root-login-stage';
import { NodeStateWord } from './state-word';

/** The node of this page at all times: name, state, Docker and its store, how far the root login is. Empty until the page says which. */
export function NodeHeadline({ nodeId }: { nodeId: string | null }) {
  const t = useTranslations('nodes');
  const { data: node } = useNode(nodeId ?? '', { enabled: nodeId !== null });
  // Of the node's pages one is its own, `/nodes/<node>`; the others lie below it.
  const isOwnPage = usePathname().split('/').length === 3;
  if (!node) return <div className={classes.line} />;
  const knowsRoot = node.state === 'ready' || node.state === 'docker_denied';
  return (
    <div className={classes.line}>
      <Link href={`/nodes/${node.id}`} className={classes.name} aria-current={isOwnPage ? 'page' : 'true'}>
        {node.name}
      </Link>
      <span className={classes.fact} aria-live="polite">
        <NodeStateWord state={node.state} />
      </span>
      {node.docker && (
        <span className={classes.fact}>
          Docker {node.docker.version} ·{' '}
          {node.docker.store === 'other' ? node.docker.storageDriver : t(`store.${node.docker.store}`)}
        </span>
      )}
      {knowsRoot &&
        (node.rootLogin ? (
          <Link href={`/nodes/${node.id}/root-login`} className={`${classes.fact} ${classes.link}`}>
            <Check size={14} aria-hidden /> {t('rootLogin.done')}
          </Link>
        ) : (
          <Link href={`/nodes/${node.id}/root-login`} className={`${classes.fact} ${classes.link} ${classes.open}`}>
            <LockKeyhole size={14} aria-hidden /> {t(hasBeenRoot(node.rootLoginStage) ? 'rootLogin.seen' : 'rootLogin.open')}
          </Link>
        ))}
    </div>
  );
}
