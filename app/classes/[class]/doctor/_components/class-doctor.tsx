'use client';

import { Button, Checkbox } from '@mantine/core';
import { Stethoscope } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClassReport, useExamineClass } from '@/app/_api/hooks/doctor';
import type { Every } from '@/app/_api/hooks/every-page';
import { useNodes } from '@/app/_api/hooks/nodes';
import { FilterInput } from '@/app/_components/filter-input';
import page from '@/app/_components/page.module.css';
import { FailedState, FormError } from '@/app/_components/states';
import { useClassWatch } from '@/app/_realtime/use-node-watch';
import { NoNodes } from '@/app/classes/_components/no-nodes';
import { useFindingText } from '@/app/_components/nodes/doctor/findings';
import { type NodeTask, NodeTaskDialog } from '@/app/_components/nodes/node-task-dialog';
import type { DoctorClass } from '@/lib/shared/doctor';
import { troublesOf } from '@/lib/shared/doctor-light';
import type { NodeDto } from '@/lib/shared/nodes';
import { ClassLight } from './class-light';
import { NodeRow } from './node-row';
import classes from './class-doctor.module.css';

/** One light for the class, why, and a row for each node; findings come in while the examination runs. */
export function ClassDoctor({ initial, initialNodes }: { initial: DoctorClass; initialNodes: Every<NodeDto> }) {
  const t = useTranslations('doctor');
  const common = useTranslations('common');
  const text = useFindingText();
  const { data = initial, error, refetch } = useClassReport(initial.classId, { initialData: initial });
  const { data: nodes = initialNodes } = useNodes({ class: initial.classId }, { initialData: initialNodes });
  const examine = useExamineClass(initial.classId);
  const [filter, setFilter] = useState('');
  const [onlyTrouble, setOnlyTrouble] = useState(false);
  const [task, setTask] = useState<NodeTask | null>(null);
  useClassWatch(initial.classId);
  const running = data.nodes.filter(({ report }) => report?.state === 'running').length;
  const wanted = filter.trim().toLowerCase();
  const shown = data.nodes.filter(({ nodeName, report }) => {
    const troubles = troublesOf(report?.findings ?? []);
    if (onlyTrouble && report?.light === 'green') return false;
    return [nodeName, ...troubles.map(text)].some((word) => word.toLowerCase().includes(wanted));
  });
  if (data.nodes.length === 0) {
    return (
      <div className={page.page}>
        <div className={page.head}>
          <h1>{t('title')}</h1>
        </div>
        <NoNodes classId={data.classId} />
      </div>
    );
  }
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        <div className={page.tools}>
          <Button
            leftSection={<Stethoscope size={16} aria-hidden />}
            loading={examine.isPending || running === data.nodes.length}
            onClick={() => examine.mutate(undefined)}
          >
            {t('examine')}
          </Button>
        </div>
      </div>
      <FormError error={examine.error} />
      {error && <FailedState error={error} onRetry={() => void refetch()} />}
      <ClassLight report={data} nodes={nodes.items} running={running} />
      <div className={classes.tools}>
        <FilterInput value={filter} onChange={setFilter} label={t('filter')} />
        <Checkbox
          checked={onlyTrouble}
          onChange={(event) => setOnlyTrouble(event.currentTarget.checked)}
          label={t('onlyTrouble')}
        />
      </div>
      {shown.length === 0 && <p className={page.none}>{wanted === '' ? t('noTrouble') : common('noMatch', { text: filter })}</p>}
      <ul className={classes.rows}>
        {shown.map(({ nodeId, nodeName, report }) => (
          <NodeRow
            key={nodeId}
            nodeId={nodeId}
            nodeName={nodeName}
            report={report}
            node={nodes.items.find((node) => node.id === nodeId) ?? null}
            onTask={setTask}
          />
        ))}
      </ul>
      <NodeTaskDialog task={task} nodes={nodes.items} onClose={() => setTask(null)} />
    </div>
  );
}
