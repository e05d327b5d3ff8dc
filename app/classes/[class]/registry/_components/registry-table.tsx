'use client';

import { Check, Copy, Download, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { usePullImage } from '@/app/_api/hooks/images';
import { Ago } from '@/app/_components/ago';
import { CopyId, useCopy } from '@/app/_components/copy';
import { DataTable } from '@/app/_components/data-table';
import { dockerCommand, formatBytes } from '@/app/_components/format';
import { notify } from '@/app/_components/notify';
import { useTold } from '@/app/_components/use-told';
import { PlainButton } from '@/app/_components/plain-button';
import { RowAction, RowLink } from '@/app/_components/row-action';
import classes from './registry.module.css';
import type { RegistryRow } from './registry-rows';

const ImageLayers = dynamic(async () => (await import('./image-layers')).ImageLayers, { ssr: false });
const RemoveImage = dynamic(async () => (await import('./remove-image')).RemoveImage, { ssr: false });

interface Props {
  classId: string;
  rows: RegistryRow[];
  canManage: boolean;
  /** Where the reader pulls to; null for staff, who pull on nodes of the class. */
  node: { id: string; name: string } | null;
}

export function RegistryTable({ classId, rows, canManage, node }: Props) {
  const t = useTranslations('registry');
  const common = useTranslations('common');
  const [open, setOpen] = useState<string | null>(null);
  const [removing, setRemoving] = useState<{ repository: string; digest: string } | null>(null);
  return (
    <>
      <DataTable
        caption={t('title')}
        rows={rows}
        rowKey={({ reference }) => reference}
        columns={[
          {
            key: 'image',
            header: t('column.image'),
            cell: ({ repository, tag }) => (
              <span className={classes.name}>
                {repository}
                <wbr />
                <span className={classes.tag}>:{tag}</span>
              </span>
            ),
          },
          {
            key: 'size',
            header: t('column.size'),
            align: 'end',
            cell: ({ sizeBytes }) => (sizeBytes === null ? '–' : formatBytes(sizeBytes)),
          },
          {
            key: 'layers',
            header: t('column.layers'),
            cell: ({ layers, reference }) =>
              layers === null ? (
                t('unread')
              ) : (
                <span className={classes.toggle}>
                  <PlainButton
                    small
                    look="quiet"
                    aria-expanded={open === reference}
                    aria-label={t('layersOf', { count: layers, image: reference })}
                    onClick={() => setOpen(open === reference ? null : reference)}
                  >
                    {t('layers', { count: layers })}
                  </PlainButton>
                </span>
              ),
          },
          { key: 'digest', header: t('column.digest'), cell: ({ digest }) => (digest === null ? '–' : <CopyId id={digest} />) },
          { key: 'pushed', header: t('column.pushed'), cell: ({ pushed }) => <Pushed pushed={pushed} /> },
          {
            key: 'actions',
            header: common('actions'),
            kind: 'actions',
            cell: ({ reference, repository, digest }) => (
              <>
                <CopyPull reference={reference} />
                {node && <Pull node={node} reference={reference} />}
                {!node && canManage && <PullOnNodes classId={classId} reference={reference} />}
                {canManage && digest !== null && (
                  <RowAction
                    danger
                    label={t('action.remove', { image: reference })}
                    word={t('word.remove')}
                    command={`DELETE /v2/${repository}/manifests/${digest}`}
                    icon={<Trash2 size={16} aria-hidden />}
                    onClick={() => setRemoving({ repository, digest })}
                  />
                )}
              </>
            ),
          },
        ]}
        below={(row) => (open === row.reference ? <ImageLayers classId={classId} row={row} /> : null)}
      />
      {removing && <RemoveImage classId={classId} image={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function Pushed({ pushed }: Pick<RegistryRow, 'pushed'>) {
  if (!pushed) return '–';
  return (
    <span>
      {[pushed.by, pushed.node].filter(Boolean).map((word) => `${word}, `)}
      <Ago at={pushed.at} />
    </span>
  );
}

function CopyPull({ reference }: { reference: string }) {
  const t = useTranslations('registry');
  const common = useTranslations('common');
  const [copied, copy] = useCopy();
  const command = dockerCommand('pull', reference);
  return (
    <RowAction
      label={copied ? common('copied') : common('copyCommand', { command })}
      word={t('word.copy')}
      command={command}
      icon={copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
      onClick={() => copy(command)}
    />
  );
}

/** Leads to the form of the class's work, where the nodes are chosen. */
function PullOnNodes({ classId, reference }: { classId: string; reference: string }) {
  const t = useTranslations('registry');
  return (
    <RowLink
      label={t('action.pullOnNodes', { image: reference })}
      word={t('word.pull')}
      command={dockerCommand('pull', reference)}
      icon={<Download size={16} aria-hidden />}
      href={`/classes/${classId}/prepare?${new URLSearchParams({ task: 'image.pull', images: reference })}`}
    />
  );
}

/** The pull is a job of the node, whose progress the bar above follows. */
function Pull({ node, reference }: { node: { id: string; name: string }; reference: string }) {
  const t = useTranslations('registry');
  const pull = usePullImage(node.id);
  const tell = useTold();
  const command = dockerCommand('pull', reference);
  return (
    <RowAction
      label={t('action.pull', { image: reference, node: node.name })}
      word={t('word.pull')}
      command={command}
      icon={<Download size={16} aria-hidden />}
      busy={pull.isPending}
      onClick={() =>
        pull.mutate(reference, {
          onSuccess: () => tell(t('done.pull', { image: reference, node: node.name }), command),
          onError: (error) => void notify('error', error.message),
        })
      }
    />
  );
}
