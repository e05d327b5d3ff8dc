'use client';

import { Button } from '@mantine/core';
import { Eye, Play } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Output } from '@/lib/shared/api';
import { useNodes } from '@/app/_api/hooks/nodes';
import { useClassOperations, useStartOperation } from '@/app/_api/hooks/operations';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import page from '@/app/_components/page.module.css';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { FormError } from '@/app/_components/states';
import { useClassWatch } from '@/app/_realtime/use-node-watch';
import { NoNodes } from '@/app/classes/_components/no-nodes';
import type { ClassDto } from '@/lib/shared/accounts';
import type { StartedOperation } from '@/lib/shared/operations';
import {
  type Address,
  bodyOf,
  changeTask,
  type FormValues,
  formOf,
  nodesOf,
  questionOf,
  tasks,
  type Wrong,
  wrongOf,
} from './form-values';
import { History } from './history';
import { NodeChoice } from './node-choice';
import classes from './prepare.module.css';
import { StepChoice } from './step-choice';

/** With a place of their own to wait in: without it the whole page would be hidden until they are there. */
const loading = () => null;
const OperationView = dynamic(() => import('./operation-view').then((m) => m.OperationView), { loading });
const ImageFields = dynamic(() => import('./task-fields').then((m) => m.ImageFields), { loading });
const CommandFields = dynamic(() => import('./task-fields').then((m) => m.CommandFields), { loading });
const ResetDialog = dynamic(() => import('./reset-dialog').then((m) => m.ResetDialog), { ssr: false });
const PasswordsDialog = dynamic(() => import('./passwords-dialog').then((m) => m.PasswordsDialog), { ssr: false });

interface Props {
  cls: ClassDto;
  history: Output<'GET /classes/{class}/operations'>;
  /** What the link that led here has chosen. */
  address: Address;
}

/** Work on many nodes: what, where, first a look, then the work, live. */
export function Prepare({ cls, history, address }: Props) {
  const t = useTranslations('operations');
  const known = useNodes({ class: cls.id }).data?.items;
  const all = known ?? [];
  const none = known !== undefined && all.length === 0;
  useClassWatch(cls.id);
  const operations = useClassOperations(cls.id, { initialData: history }).data?.items ?? [];
  const start = useStartOperation(cls.id);
  const [values, setValues] = useState<FormValues>(() => formOf(address));
  const [wrong, setWrong] = useState<Wrong[]>([]);
  const asked = [address.operation ?? []].flat()[0];
  const [shown, setShown] = useState<string | null>(() => asked ?? operations.find((o) => o.state === 'running')?.id ?? null);
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<StartedOperation['passwords']>([]);

  const change = (part: Partial<FormValues>) => {
    setValues((before) => ({ ...before, ...part }));
    setWrong([]);
  };
  const chosen = nodesOf(values, all);
  const run = (dryRun: boolean) => {
    const missing = wrongOf(values, chosen);
    setWrong(missing);
    if (missing.length > 0) return setAsking(false);
    start.mutate(bodyOf(values, values.scope === 'all' ? undefined : chosen, dryRun), {
      onSuccess: (operation) => {
        setShown(operation.id);
        setMade(operation.passwords);
        setAsking(false);
      },
      onError: () => setAsking(false),
    });
  };
  const isReset = values.task === 'node.reset';
  const question = questionOf(values);
  const begin = () => {
    const missing = wrongOf(values, chosen);
    setWrong(missing);
    if (missing.length > 0) return;
    if (isReset || question) setAsking(true);
    else run(false);
  };
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t(`task.${values.task}`)}</h1>
        {!none && (
          <ChoiceSwitch
            label={t('task.label')}
            chosen={values.task}
            onChoose={(task) => change(changeTask(values, task))}
            choices={tasks.map((task) => ({ key: task, text: t(`task.${task}`) }))}
          />
        )}
      </div>
      {none ? (
        <NoNodes classId={cls.id} />
      ) : (
        <>
          {!isReset && <p className={classes.about}>{t(`about.${values.task}`)}</p>}
          <form
            className={classes.form}
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              run(true);
            }}
          >
            <section className={page.card}>
              {values.task === 'node.provision' && (
                <StepChoice values={values} onChange={change} wrong={wrong} error={start.error} />
              )}
              {values.task === 'image.pull' && (
                <ImageFields values={values} onChange={change} wrong={wrong} error={start.error} />
              )}
              {values.task === 'node.command' && (
                <CommandFields values={values} onChange={change} wrong={wrong} error={start.error} />
              )}
              {isReset && <p className={classes.warning}>{t('about.node.reset')}</p>}
            </section>
            <section className={page.card}>
              <NodeChoice nodes={all} values={values} chosen={chosen} onChange={change} wrong={wrong} />
            </section>
            <div className={classes.actions}>
              <FormError error={start.error} />
              <p className={page.summary}>{t('startHint')}</p>
              <Button
                type="submit"
                variant={isReset ? 'filled' : 'default'}
                leftSection={<Eye size={16} aria-hidden />}
                loading={start.isPending && !asking}
                disabled={known === undefined}
              >
                {t('dryRun')}
              </Button>
              <Button
                color={isReset ? 'red' : undefined}
                variant={isReset ? 'default' : 'filled'}
                leftSection={<Play size={16} aria-hidden />}
                disabled={start.isPending || known === undefined}
                onClick={begin}
              >
                {t('start', { count: chosen.length })}
              </Button>
            </div>
          </form>
        </>
      )}
      {shown && (
        <OperationView key={shown} id={shown} reveal={[start.data?.id, asked].includes(shown)} onClose={() => setShown(null)} />
      )}
      {!(none && operations.length === 0) && <History operations={operations} shown={shown} onShow={setShown} />}
      {asking && question && (
        <LazyConfirm
          title={t(`ask.${question}Title`, { count: chosen.length })}
          submit={t('ask.submit')}
          {...(question === 'command' && { command: values.command })}
          busy={start.isPending}
          error={start.error}
          onConfirm={() => run(false)}
          onClose={() => setAsking(false)}
        >
          <p>{t(`ask.${question}Text`)}</p>
        </LazyConfirm>
      )}
      {asking && isReset && (
        <ResetDialog
          cls={cls.name}
          count={chosen.length}
          busy={start.isPending}
          error={start.error}
          onConfirm={() => run(false)}
          onClose={() => setAsking(false)}
        />
      )}
      {made.length > 0 && <PasswordsDialog passwords={made} onClose={() => setMade([])} />}
    </div>
  );
}
