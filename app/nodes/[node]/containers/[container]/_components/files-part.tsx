'use client';

import { ArrowUp, File, FileQuestion, Folder, FolderDown, FolderSymlink, RotateCw, Upload } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type DragEvent, useState } from 'react';
import { useContainerChanges } from '@/app/_api/hooks/containers';
import { directoryUrl, fileUrl, useFileLook } from '@/app/_api/hooks/container-files';
import { Ago } from '@/app/_components/ago';
import { useCommand } from '@/app/_components/command-strip';
import { DataTable } from '@/app/_components/data-table';
import { FilterInput } from '@/app/_components/filter-input';
import { formatBytes } from '@/app/_components/format';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { buttonClass, PlainButton } from '@/app/_components/plain-button';
import rows from '@/app/_components/row-action.module.css';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import { fileAddress } from '@/app/_components/container-address';
import type { FileEntry, FileLook } from '@/lib/shared/container-files';
import { modeText, parentOf, pathIn, shownName } from '@/lib/shared/file-names';
import type { ContainerDto } from '@/lib/shared/containers';
import parts from './container-page.module.css';
import { archiveCommand, copyInCommand, copyOutCommand, listCommand } from './file-commands';
import classes from './files-part.module.css';
import { PartCommand } from './part-command';

const FileView = dynamic(async () => (await import('./file-view')).FileView, { ssr: false });
const UploadDialog = dynamic(async () => (await import('./upload-dialog')).UploadDialog, { ssr: false });

interface Props {
  nodeId: string;
  container: ContainerDto;
}

/** Its directories and files, whether it runs or not. */
export function FilesPart({ nodeId, container }: Props) {
  const t = useTranslations('containers.files');
  const path = useSearchParams().get('path') ?? '/';
  const { data, error, refetch } = useFileLook(nodeId, container.id, path);
  return (
    <>
      <p className={parts.note}>{t('text')}</p>
      <PathBar key={`path ${path}`} nodeId={nodeId} container={container} path={data?.path ?? path} />
      {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {data?.items && (
        <Directory
          key={`directory ${data.path}`}
          nodeId={nodeId}
          container={container}
          look={data}
          items={data.items}
          onAgain={() => void refetch()}
        />
      )}
      {data?.type === 'file' && <FileView key={data.path} nodeId={nodeId} container={container} path={data.path} />}
      {data && !data.items && data.type !== 'file' && (
        <p className={page.none}>{t('special', { type: t(`type.${data.type}`) })}</p>
      )}
    </>
  );
}

/** Where one is, and where one wants to be. */
function PathBar({ nodeId, container: { id, name }, path }: Props & { path: string }) {
  const t = useTranslations('containers.files');
  const router = useRouter();
  const [typed, setTyped] = useState<string | null>(null);
  const to = (other: string): string => fileAddress(nodeId, name, id, other);
  return (
    <form
      className={classes.bar}
      onSubmit={(event) => {
        event.preventDefault();
        // As one types it: with a slash at its end, or without one at its beginning.
        router.push(to(`/${(typed ?? path).split('/').filter(Boolean).join('/')}`));
      }}
    >
      {path === '/' ? (
        <span className={classes.up} aria-hidden>
          <ArrowUp size={16} />
        </span>
      ) : (
        <Link className={classes.up} href={to(parentOf(path))} aria-label={t('up')} title={t('up')}>
          <ArrowUp size={16} aria-hidden />
        </Link>
      )}
      <input
        className={classes.path}
        aria-label={t('path')}
        value={typed ?? path}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
      />
      <PlainButton type="submit" small>
        {t('open')}
      </PlainButton>
    </form>
  );
}

interface DirectoryProps extends Props {
  look: FileLook;
  items: FileEntry[];
  onAgain: () => void;
}

function Directory({ nodeId, container, look, items, onAgain }: DirectoryProps) {
  const t = useTranslations('containers.files');
  const common = useTranslations('common');
  const { path, total, isComplete } = look;
  const { id, name } = container;
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState<File[] | null>(null);
  const [isOver, setIsOver] = useState(false);
  const changes = useContainerChanges(nodeId, id).data?.items ?? [];
  const changed = new Map(changes.filter((change) => parentOf(change.path) === path).map((change) => [change.path, change.kind]));
  const deleted = [...changed].filter(([, kind]) => kind === 'deleted').map(([gone]) => shownName(gone));
  const shown = items.filter((item) => shownName(item.name).includes(filter.trim()));
  const upload = useCommand(copyInCommand(name, 'FILE', pathIn(path, 'FILE')));
  const archive = useCommand(archiveCommand(name, path));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (event.dataTransfer.files.length > 0) setChosen([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files are dropped here by a pointer; the button beside does the same.
    <div
      className={isOver ? classes.over : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <div className={parts.inspectTools}>
        <FilterInput value={filter} onChange={setFilter} label={t('filter')} />
        <span {...upload}>
          <PlainButton onClick={() => setChosen([])}>
            <Upload size={15} aria-hidden /> {t('upload.word')}
          </PlainButton>
        </span>
        <a className={buttonClass()} href={directoryUrl(nodeId, id, path)} download {...archive}>
          <FolderDown size={15} aria-hidden /> {t('archive')}
        </a>
        <PlainButton onClick={onAgain}>
          <RotateCw size={15} aria-hidden /> {t('again')}
        </PlainButton>
      </div>
      {!isComplete && <p className={parts.note}>{t('more', { count: items.length, total })}</p>}
      {items.length === 0 && <p className={page.none}>{t('empty')}</p>}
      {items.length > 0 && shown.length === 0 && <p className={page.none}>{common('noMatch', { text: filter })}</p>}
      {shown.length > 0 && (
        <DataTable
          caption={t('caption', { path: shownName(path) })}
          rows={shown}
          rowKey={(item) => `${item.isText} ${item.name}`}
          columns={[
            {
              key: 'name',
              header: t('column.name'),
              cell: (item) => <Name item={item} href={fileAddress(nodeId, name, id, pathIn(path, item.name))} />,
            },
            {
              key: 'change',
              header: t('column.change'),
              cell: (item) => <Change kind={changed.get(pathIn(path, item.name))} />,
            },
            {
              key: 'size',
              header: t('column.size'),
              align: 'end',
              cell: (item) => (item.type === 'file' ? formatBytes(item.sizeBytes) : ''),
            },
            {
              key: 'mode',
              header: t('column.mode'),
              cell: (item) => <code title={item.mode.toString(8)}>{modeText(item.mode)}</code>,
            },
            { key: 'owner', header: t('column.owner'), cell: (item) => <code>{`${item.uid}:${item.gid}`}</code> },
            { key: 'mtime', header: t('column.mtime'), cell: (item) => <Ago at={item.mtime} /> },
            {
              key: 'actions',
              header: t('column.actions'),
              kind: 'actions',
              cell: (item) => <Download nodeId={nodeId} container={container} path={pathIn(path, item.name)} item={item} />,
            },
          ]}
        />
      )}
      {deleted.length > 0 && <p className={parts.note}>{t('deleted', { names: deleted.slice(0, 20).join(', ') })}</p>}
      <PartCommand command={listCommand(name, path, container.state === 'running')} />
      {chosen && (
        <UploadDialog
          nodeId={nodeId}
          container={container}
          directory={path}
          items={items}
          given={chosen}
          onClose={() => setChosen(null)}
        />
      )}
    </div>
  );
}

const icons = {
  directory: Folder,
  link: FolderSymlink,
  file: File,
  device: FileQuestion,
  pipe: FileQuestion,
  socket: FileQuestion,
};

function Name({ item, href }: { item: FileEntry; href: string }) {
  const t = useTranslations('containers.files');
  const Icon = icons[item.type];
  const shown = item.isText ? shownName(item.name) : item.name;
  const opens = item.isText && (item.type === 'directory' || item.type === 'file' || item.type === 'link');
  return (
    <span className={classes.name}>
      <Icon size={15} role="img" aria-label={t(`type.${item.type}`)} />
      <bdi>
        {opens ? <Link href={href}>{shown}</Link> : <span>{shown}</span>}
        {item.target !== null && <span className={classes.target}> → {shownName(item.target)}</span>}
      </bdi>
      {!item.isText && <span className={classes.target}>{t('notText')}</span>}
    </span>
  );
}

function Change({ kind }: { kind: 'added' | 'changed' | 'deleted' | undefined }) {
  const t = useTranslations('containers.changes');
  if (kind === undefined || kind === 'deleted') return null;
  return <span className={kind === 'added' ? parts.added : undefined}>{t(`kind.${kind}`)}</span>;
}

function Download({ nodeId, container, path, item }: Props & { path: string; item: FileEntry }) {
  const t = useTranslations('containers.files');
  const isDirectory = item.type === 'directory';
  const teach = useCommand(isDirectory ? archiveCommand(container.name, path) : copyOutCommand(container.name, path));
  if (!item.isText || !(isDirectory || item.type === 'file')) return null;
  const url = isDirectory ? directoryUrl(nodeId, container.id, path) : fileUrl(nodeId, container.id, path);
  return (
    <a className={rows.action} href={url} download aria-label={t('download', { name: shownName(item.name) })} {...teach}>
      <FolderDown size={16} aria-hidden />
      <span className={rows.word}>{t('downloadWord')}</span>
    </a>
  );
}
