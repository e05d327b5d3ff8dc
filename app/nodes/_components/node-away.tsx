'use client';

import { CloudOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Ago } from '@/app/_components/ago';
import page from '@/app/_components/page.module.css';
import type { NodeDto } from '@/lib/shared/nodes';
import { isDockerStopped, useWhy } from './node-trouble';
import { StartDocker } from './start-docker';

/** Above a list that is not live: why not, how old it is, and the command that helps where a student has one. */
export function NodeAway({ node }: { node: NodeDto }) {
  const t = useTranslations('nodes');
  const why = useWhy(node);
  return (
    <div className={page.away}>
      <CloudOff size={16} aria-hidden />
      <div>
        <p>
          {why} {t.rich('listFrom', { time: () => <Ago at={node.lastSeenAt ?? node.stateSince} /> })}
        </p>
        {isDockerStopped(node) && <StartDocker />}
      </div>
    </div>
  );
}
