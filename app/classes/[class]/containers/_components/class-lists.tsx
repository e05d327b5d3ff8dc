'use client';

import { useDebouncedValue } from '@mantine/hooks';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useState } from 'react';
import { useClassList } from '@/app/_api/hooks/class-lists';
import { rowKey } from '@/app/_api/live-class-list';
import { ChoiceSelect } from '@/app/_components/choice-select';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import { FilterInput } from '@/app/_components/filter-input';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { buttonClass, PlainButton } from '@/app/_components/plain-button';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { useClassListWatch } from '@/app/_realtime/use-node-watch';
import { AwayNodes } from './away-nodes';
import { type ListChoice, listGroups, listShows, listSorts, otherList, writeAddress } from './list-address';
import { type BulkAction, groupsOf, isImage, linesOf, type Row, shownRows } from './list-lines';
import { ListTable } from './list-table';

const BulkDialog = dynamic(async () => (await import('./bulk-dialog')).BulkDialog, { ssr: false });
const BulkResult = dynamic(async () => (await import('./bulk-result')).BulkResult, { ssr: false });
const PickedRows = dynamic(async () => (await import('./picked-rows')).PickedRows, { ssr: false });

const addressPauseMs = 200;

/** The containers, or the images, of all nodes of a class. What is looked at stands in the address. */
export function ClassLists({ classId, first }: { classId: string; first: ListChoice }) {
  const [choice, setChoice] = useState(first);
  const [settled] = useDebouncedValue(choice, addressPauseMs);
  useEffect(() => {
    const address = `${window.location.pathname}${writeAddress(settled)}`;
    if (address !== `${window.location.pathname}${window.location.search}`) window.history.replaceState(null, '', address);
  }, [settled]);
  return <ListPage key={choice.list} classId={classId} choice={choice} onChoose={setChoice} />;
}

interface Props {
  classId: string;
  choice: ListChoice;
  onChoose: (choice: ListChoice) => void;
}

function ListPage({ classId, choice, onChoose }: Props) {
  const t = useTranslations('classLists');
  const common = useTranslations('common');
  const { list } = choice;
  useClassListWatch(classId, list);
  const { data, error, refetch } = useClassList(classId, list);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<BulkAction | null>(null);
  const [operation, setOperation] = useState<string | null>(null);
  const all: readonly Row[] = data?.rows ?? [];
  const rows = useMemo(() => shownRows(data?.rows ?? [], choice), [data?.rows, choice]);
  const groups = useMemo(() => groupsOf(rows, choice.group), [rows, choice.group]);
  const lines = useMemo(() => linesOf(rows, groups, folded), [rows, groups, folded]);
  // What is not shown is not meant: nobody sees that it is selected.
  const selected = useMemo(() => rows.filter((row) => picked.has(rowKey(row))), [rows, picked]);
  const turn = (held: ReadonlySet<string>, keys: readonly string[], on: boolean): ReadonlySet<string> => {
    const next = new Set(held);
    for (const key of keys) on ? next.add(key) : next.delete(key);
    return next;
  };
  const isAllFolded = groups.length > 0 && groups.every(({ key }) => folded.has(key));
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t(`title.${list}`)}</h1>
        {data && (
          <p className={page.summary} role="status">
            {summaryOf(t, list, all)}
          </p>
        )}
        <div className={page.tools}>
          <ChoiceSwitch
            label={t('list')}
            choices={(['containers', 'images'] as const).map((key) => ({ key, text: t(`title.${key}`) }))}
            chosen={list}
            onChoose={(next) => onChoose(otherList(choice, next))}
          />
          {list === 'images' && (
            <Link className={buttonClass()} href={`/classes/${classId}/prepare?task=image.pull`}>
              {t('pull')}
            </Link>
          )}
        </div>
      </div>
      <div className={page.choices}>
        <FilterInput value={choice.q} onChange={(q) => onChoose({ ...choice, q })} label={t('filter')} />
        <Choices choice={choice} onChoose={onChoose} />
        {groups.length > 0 && (
          <PlainButton
            look="quiet"
            small
            onClick={() => setFolded(isAllFolded ? new Set() : new Set(groups.map(({ key }) => key)))}
          >
            {t(isAllFolded ? 'unfoldAll' : 'foldAll')}
          </PlainButton>
        )}
      </div>
      {data && <AwayNodes nodes={data.away} />}
      {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton rows={8} />}
      {data && all.length === 0 && <EmptyState title={t(`empty.${list}`)} text={t('empty.text')} />}
      {all.length > 0 && rows.length === 0 && (
        <p className={page.none}>{choice.q.trim() === '' ? t('nothing') : common('noMatch', { text: choice.q })}</p>
      )}
      {selected.length > 0 && <PickedRows list={list} rows={selected} onAct={setAsking} onClear={() => setPicked(new Set())} />}
      {operation && <BulkResult key={operation} classId={classId} operationId={operation} onClose={() => setOperation(null)} />}
      {rows.length > 0 && (
        <ListTable
          choice={choice}
          lines={lines}
          rows={rows}
          picked={picked}
          onPick={(some, on) => setPicked(turn(picked, some.map(rowKey), on))}
          onFold={(key, on) => setFolded(turn(folded, [key], on))}
          onSort={(sort) => onChoose({ ...choice, sort })}
        />
      )}
      {asking && (
        <BulkDialog
          classId={classId}
          action={asking}
          rows={selected}
          onStarted={(id) => {
            setOperation(id);
            setPicked(new Set());
            setAsking(null);
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

/** Which rows, in which order and groups. */
function Choices({ choice, onChoose }: Omit<Props, 'classId'>) {
  const t = useTranslations('classLists');
  const states = useTranslations('containers.state');
  const { list } = choice;
  const shows: readonly ListChoice['show'][] = listShows[list];
  const showText = (key: ListChoice['show']): string =>
    key === 'every' || key === 'used' || key === 'unused' ? t(`show.${key}`) : states(key);
  return (
    <>
      <ChoiceSelect
        label={t('show.label')}
        choices={shows.map((key) => ({ key, text: showText(key) }))}
        chosen={choice.show}
        onChoose={(show) => onChoose({ ...choice, show })}
      />
      <ChoiceSelect
        label={t('group.label')}
        choices={listGroups.map((key) => ({ key, text: t(`group.${key}`) }))}
        chosen={choice.group}
        onChoose={(group) => onChoose({ ...choice, group })}
      />
      <ChoiceSelect
        label={t('sort.label')}
        choices={(listSorts[list] as readonly ListChoice['sort'][]).map((key) => ({ key, text: t(`sort.${key}`) }))}
        chosen={choice.sort}
        onChoose={(sort) => onChoose({ ...choice, sort })}
      />
    </>
  );
}

function summaryOf(t: ReturnType<typeof useTranslations<'classLists'>>, list: ListChoice['list'], rows: readonly Row[]): string {
  const nodes = new Set(rows.map(({ nodeId }) => nodeId)).size;
  if (list === 'images') {
    const used = rows.filter((row) => isImage(row) && row.containers > 0).length;
    return t('summary.images', { total: rows.length, used, nodes });
  }
  const count = (state: string) => rows.filter((row) => !isImage(row) && row.state === state).length;
  return t('summary.containers', { total: rows.length, running: count('running'), exited: count('exited'), nodes });
}
