'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Ago } from '@/app/_components/ago';
import page from '@/app/_components/page.module.css';
import { NodeStateWord, nodeTone } from '@/app/_components/state-word';
import { type NodeTask, NodeTaskDialog } from '@/app/_components/nodes/node-task-dialog';
import { LazyRemedy } from '@/app/nodes/_components/lazy-trouble';
import { useWhy } from '@/app/nodes/_components/node-trouble';
import { RackPicture } from '@/app/nodes/_components/rack-picture';
import type { NodeDto } from '@/lib/shared/nodes';
import { FirstSteps, Quick } from './first-steps';
import { HealthCard } from './health-card';
import { NodeFacts } from './node-facts';
import { usePageNode } from './node-frame';
import { StaffCard } from './staff-card';
import classes from './overview.module.css';
import { RecentJobs } from './recent-jobs';

/** Students do not load what only staff see. */
const DoctorCard = dynamic(async () => (await import('./doctor-card')).DoctorCard, { ssr: false });

/** A node at a glance: how it is and what to press, what it is made of, what was done on it. */
export function Overview() {
  const node = usePageNode();
  const [task, setTask] = useState<NodeTask | null>(null);
  const router = useRouter();
  return (
    <div className={page.page}>
      <h1 className="visually-hidden">{node.name}</h1>
      <div className={classes.grid}>
        <div className={classes.column}>
          {!node.staff && <FirstSteps node={node} />}
          <StateCard node={node} onTask={setTask} />
          <HealthCard node={node} />
          {node.staff && <Quick nodeId={node.id} />}
          <RecentJobs nodeId={node.id} />
        </div>
        <div className={classes.column}>
          <NodeFacts node={node} />
          {node.staff && <DoctorCard node={node} onTask={setTask} />}
          {node.staff && <StaffCard node={node} onTask={setTask} />}
        </div>
      </div>
      <NodeTaskDialog task={task} nodes={[node]} onClose={() => setTask(null)} onRemoved={() => router.push('/nodes')} />
    </div>
  );
}

function StateCard({ node, onTask }: { node: NodeDto; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('nodes');
  const common = useTranslations('common');
  const why = useWhy(node);
  const tone = nodeTone(node.state);
  return (
    <section className={`${page.card} ${classes.state} ${classes[tone] ?? ''}`} aria-live="polite">
      <RackPicture tone={tone} running={node.containersRunning ?? 0} />
      <div className={classes.words}>
        <h2 className={classes.stateWord}>
          <NodeStateWord state={node.state} />
        </h2>
        <p>{why}</p>
        {node.reason?.detail && (
          <p className={classes.detail}>
            {common('evidence')}: <code>{node.reason.detail}</code>
          </p>
        )}
        <p className={classes.since}>
          <Ago at={node.stateSince} />
          {node.state !== 'ready' && (
            <span>
              {node.lastSeenAt ? t.rich('lastSeen', { time: () => <Ago at={node.lastSeenAt ?? ''} /> }) : t('neverSeen')}
            </span>
          )}
        </p>
        {node.state !== 'ready' && <LazyRemedy node={node} onTask={onTask} />}
      </div>
    </section>
  );
}
