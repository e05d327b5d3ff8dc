'use client';

import { Button, Checkbox, Group, NativeSelect, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClasses, useMoveNodes, useRemoveNodes } from '@/app/_api/hooks/classes';
import { useNodes } from '@/app/_api/hooks/nodes';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/states';
import { useErrorText } from '@/app/_components/error-text';
import type { ClassDto } from '@/lib/shared/accounts';
import type { MovedNodes, RemovedNodes } from '@/lib/shared/class-life';
import classes from './settings.module.css';

/** Many nodes to another class, or out of the register, at once. */
export function ManageNodes({ cls, initial }: { cls: ClassDto; initial: string[] }) {
  const t = useTranslations('classes.settings');
  const { data } = useNodes({ class: cls.id });
  const nodes = data?.items ?? [];
  const [picked, setPicked] = useState<ReadonlySet<string>>(() => new Set(initial));
  const chosen = nodes.filter((node) => picked.has(node.id)).map((node) => node.id);
  const all = nodes.length > 0 && chosen.length === nodes.length;
  if (nodes.length === 0) return null;
  return (
    <section className={page.card} id="nodes">
      <h2>{t('nodes')}</h2>
      <Stack gap="sm">
        <Checkbox
          label={t('allNodes', { count: nodes.length })}
          checked={all}
          indeterminate={chosen.length > 0 && !all}
          onChange={() => setPicked(new Set(all ? [] : nodes.map((node) => node.id)))}
        />
        <div className={classes.nodes}>
          {nodes.map((node) => (
            <Checkbox
              key={node.id}
              label={node.name}
              checked={picked.has(node.id)}
              onChange={(event) => {
                const next = new Set(picked);
                if (event.currentTarget.checked) next.add(node.id);
                else next.delete(node.id);
                setPicked(next);
              }}
            />
          ))}
        </div>
        <MoveNodes cls={cls} chosen={chosen} />
        <RemoveNodes cls={cls} chosen={chosen} />
      </Stack>
    </section>
  );
}

function MoveNodes({ cls, chosen }: { cls: ClassDto; chosen: string[] }) {
  const t = useTranslations('classes.settings');
  const others = (useClasses().data?.items ?? []).filter((other) => other.id !== cls.id && other.closedAt === null);
  const [to, setTo] = useState('');
  const look = useMoveNodes(cls.id);
  const move = useMoveNodes(cls.id);
  const [plan, setPlan] = useState<MovedNodes | null>(null);
  if (others.length === 0) return null;
  const target = others.find((other) => other.id === to);
  const moving = plan?.items.filter((item) => item.outcome === 'moved') ?? [];
  const lose = moving.flatMap((item) => item.takenFrom.map((person) => `${person.name} (${item.name})`));
  const staying = plan?.items.filter((item) => item.outcome === 'name_taken').map((item) => item.name) ?? [];
  return (
    <>
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label={t('moveTo')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          data={[{ value: '', label: t('choose') }, ...others.map((other) => ({ value: other.id, label: other.name }))]}
        />
        <Button
          variant="default"
          disabled={chosen.length === 0 || !target}
          loading={look.isPending}
          onClick={() => look.mutate({ nodes: chosen, to, dryRun: true }, { onSuccess: setPlan })}
        >
          {t('move', { count: chosen.length })}
        </Button>
      </Group>
      <FormError error={look.error} />
      {plan && target && (
        <LazyConfirm
          title={t('moveTitle', { count: moving.length, class: target.name })}
          submit={t('moveSubmit')}
          busy={move.isPending}
          error={move.error}
          onClose={() => setPlan(null)}
          onConfirm={() =>
            move.mutate(
              { nodes: moving.map((item) => item.node), to, dryRun: false },
              {
                onSuccess: () => {
                  void notify('done', t('moved', { count: moving.length, class: target.name }));
                  setPlan(null);
                },
              },
            )
          }
        >
          {lose.length > 0 && <p>{t('moveLose', { people: lose.join(', ') })}</p>}
          {staying.length > 0 && <p>{t('moveTaken', { nodes: staying.join(', ') })}</p>}
          <p>{t('moveText')}</p>
        </LazyConfirm>
      )}
    </>
  );
}

function RemoveNodes({ cls, chosen }: { cls: ClassDto; chosen: string[] }) {
  const t = useTranslations('classes.settings');
  const remove = useRemoveNodes(cls.id);
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const [takeBack, setTakeBack] = useState(true);
  const [result, setResult] = useState<RemovedNodes | null>(null);
  const kept = result?.items.filter((item) => item.outcome === 'kept') ?? [];
  return (
    <>
      <Group>
        <Button color="red" variant="light" disabled={chosen.length === 0} onClick={() => setAsking(true)}>
          {t('removeNodes', { count: chosen.length })}
        </Button>
      </Group>
      {kept.length > 0 && (
        <div role="status">
          <p>{t('kept', { count: kept.length })}</p>
          <ul>
            {kept.map((item) => (
              <li key={item.node}>
                <strong>{item.name}</strong> {item.error && errorText(item.error.code)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {asking && (
        <LazyConfirm
          title={t('removeTitle', { count: chosen.length })}
          submit={t('removeSubmit')}
          typed={{ text: cls.name, label: t('typeName', { class: cls.name }) }}
          busy={remove.isPending}
          error={remove.error}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            remove.mutate(
              { nodes: chosen, takeBack },
              {
                onSuccess: (answer) => {
                  setResult(answer);
                  setAsking(false);
                  const removed = answer.items.filter((item) => item.outcome === 'removed').length;
                  void notify('done', t('removed', { count: removed }));
                },
              },
            )
          }
        >
          <Stack gap="sm">
            <p>{t('removeText')}</p>
            <Checkbox
              label={t('takeBack')}
              description={t('takeBackHint')}
              checked={takeBack}
              onChange={(event) => setTakeBack(event.currentTarget.checked)}
            />
          </Stack>
        </LazyConfirm>
      )}
    </>
  );
}
