'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { rowKey } from '@/app/_api/live-class-list';
import { Ago } from '@/app/_components/ago';
import { containerAddress } from '@/app/_components/container-address';
import type { Column } from '@/app/_components/data-table';
import { formatBytes } from '@/app/_components/format';
import { imageAddress } from '@/app/_components/image-address';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { PickBox } from '@/app/_components/pick-box';
import { portText } from '@/app/_components/port-text';
import { ContainerStateWord } from '@/app/_components/state-word';
import { VirtualTable } from '@/app/_components/virtual-table';
import type { ClassContainer, ClassImage } from '@/lib/shared/class-lists';
import classes from './class-lists.module.css';
import type { ListChoice, ListSort } from './list-address';
import { isImage, type Line, nameOf, type Row, type RowGroup } from './list-lines';

interface Props {
  choice: ListChoice;
  lines: readonly Line[];
  /** All of those that are shown, also in folded groups. */
  rows: readonly Row[];
  picked: ReadonlySet<string>;
  onPick: (rows: readonly Row[], on: boolean) => void;
  onFold: (key: string, on: boolean) => void;
  onSort: (sort: ListSort) => void;
}

/** Rows of many nodes, of which only those in sight are in the document; what stands above and below them is room. */
export function ListTable({ choice, lines, rows, picked, onPick, onFold, onSort }: Props) {
  const t = useTranslations('classLists');
  const isImages = choice.list === 'images';
  const sorted = (sort: ListSort) => ({ sort: { active: choice.sort === sort, onSort: () => onSort(sort) } });
  const pickBox = (some: readonly Row[], label: string) => (
    <PickBox
      label={label}
      picked={some.filter((row) => picked.has(rowKey(row))).length}
      of={some.length}
      onPick={(on) => onPick(some, on)}
    />
  );
  const columns: Column<Row>[] = [
    {
      key: 'name',
      header: (
        <div className={classes.pick}>
          {pickBox(rows, t('pick.all'))}
          {t(isImages ? 'column.image' : 'column.name')}
        </div>
      ),
      minWidth: '9em',
      cell: (row) => (
        <div className={classes.pick}>
          {pickBox([row], t('pick.one', { name: nameOf(row), node: row.node }))}
          <RowName row={row} />
        </div>
      ),
    },
    {
      key: 'node',
      header: t('column.node'),
      ...sorted('node'),
      cell: (row) => <Link href={nodeAddress(row.nodeId)}>{row.node}</Link>,
    },
    { key: 'student', header: t('column.student'), ...sorted('student'), cell: ({ students }) => students.join(', ') || '–' },
    ...(isImages ? imageColumns(t, sorted) : containerColumns(t, sorted)),
  ];
  return (
    <VirtualTable<Line>
      caption={t(`title.${choice.list}`)}
      crowded
      rows={lines}
      rowKey={keyOf}
      heading={(line) =>
        'group' in line ? (
          <div className={classes.pick}>
            {pickBox(line.group.rows, t('pick.group', { group: line.group.title }))}
            <GroupHead group={line.group} folded={line.folded} choice={choice} onFold={onFold} />
          </div>
        ) : null
      }
      columns={columns.map((column) => ({ ...column, cell: (line) => ('row' in line ? column.cell(line.row) : null) }))}
    />
  );
}

const keyOf = (line: Line): string => ('group' in line ? `group ${line.group.key}` : rowKey(line.row));

type Texts = ReturnType<typeof useTranslations<'classLists'>>;
type Sorted = (sort: ListSort) => Pick<Column<Row>, 'sort'>;
const ofContainers = (cell: (row: ClassContainer) => ReturnType<Column<Row>['cell']>) => (row: Row) => !isImage(row) && cell(row);
const ofImages = (cell: (row: ClassImage) => ReturnType<Column<Row>['cell']>) => (row: Row) => isImage(row) && cell(row);

const containerColumns = (t: Texts, sorted: Sorted): Column<Row>[] => [
  {
    key: 'image',
    header: t('column.image'),
    ...sorted('image'),
    cell: ofContainers(({ image }) => <code>{image.replace(/^sha256:([a-f0-9]{12})[a-f0-9]*$/, '$1')}</code>),
  },
  {
    key: 'state',
    header: t('column.state'),
    ...sorted('state'),
    cell: ofContainers((row) => <ContainerStateWord container={row} />),
  },
  { key: 'ports', header: t('column.ports'), cell: ofContainers(({ ports }) => ports.map(portText).join(', ') || '–') },
  {
    key: 'since',
    header: t('column.since'),
    ...sorted('since'),
    cell: ofContainers(({ startedAt, createdAt }) =>
      startedAt ? <Ago at={startedAt} /> : t.rich('created', { time: () => <Ago at={createdAt} /> }),
    ),
  },
];

const imageColumns = (t: Texts, sorted: Sorted): Column<Row>[] => [
  { key: 'size', header: t('column.size'), ...sorted('size'), cell: ofImages(({ sizeBytes }) => formatBytes(sizeBytes)) },
  { key: 'used', header: t('column.used'), cell: ofImages(({ containers }) => containers || '–') },
  { key: 'since', header: t('column.created'), ...sorted('since'), cell: ofImages(({ createdAt }) => <Ago at={createdAt} />) },
];

function RowName({ row }: { row: Row }) {
  const t = useTranslations('classLists');
  if (!isImage(row)) return <Link href={containerAddress(row.nodeId, row.name, row.id)}>{row.name}</Link>;
  return (
    <span>
      <Link href={imageAddress(row.nodeId, row.id)}>{row.tags[0] ?? t('untagged')}</Link>
      {row.tags.length > 1 && <span className={classes.more}> {row.tags.slice(1).join(', ')}</span>}
    </span>
  );
}

function GroupHead({
  group,
  folded,
  choice,
  onFold,
}: {
  group: RowGroup;
  folded: boolean;
  choice: ListChoice;
  onFold: Props['onFold'];
}) {
  const t = useTranslations('classLists');
  const { key, title, rows } = group;
  const [row] = rows;
  const running = rows.filter((one) => !isImage(one) && one.state === 'running').length;
  const exited = rows.filter((one) => !isImage(one) && one.state === 'exited').length;
  const counts =
    choice.list === 'containers'
      ? t('group.containers', { total: rows.length, running, exited })
      : t('group.images', { total: rows.length });
  return (
    <>
      <button type="button" className={classes.fold} aria-expanded={!folded} onClick={() => onFold(key, !folded)}>
        {folded ? <ChevronRight size={15} aria-hidden /> : <ChevronDown size={15} aria-hidden />}
        {title}
      </button>
      {choice.group === 'node' && row && row.students.length > 0 && (
        <span className={classes.more}>{row.students.join(', ')}</span>
      )}
      <span className={classes.more}>{counts}</span>
    </>
  );
}
