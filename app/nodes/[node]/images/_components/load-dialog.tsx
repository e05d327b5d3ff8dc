'use client';

import { Button, FileButton, Group, Progress, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useLoadImages } from '@/app/_api/hooks/images';
import { dockerCommand, formatBytes } from '@/app/_components/format';
import { useTold } from '@/app/_components/use-told';
import { TaskDialog } from '@/app/nodes/[node]/containers/_components/task-dialog';

/** Sends an archive to the node, as the browser reads it from the disk. Closing the dialog ends that. */
export function LoadDialog({ nodeId, onClose }: { nodeId: string; onClose: () => void }) {
  const t = useTranslations('images.load');
  const load = useLoadImages(nodeId);
  const tell = useTold();
  const [file, setFile] = useState<File | null>(null);
  const [sentBytes, setSentBytes] = useState(0);
  const leave = useRef(new AbortController());
  useEffect(() => {
    const { current } = leave;
    return () => current.abort();
  }, []);
  const size = file?.size ?? 0;
  const command = dockerCommand('load', '-i', file?.name ?? 'FILE.tar');
  const start = (archive: File) => {
    setSentBytes(0);
    load.mutate(
      { archive, onProgress: setSentBytes, signal: leave.current.signal },
      {
        onSuccess: ({ loaded }) => {
          tell(t('done', { names: loaded.join(', ') }), command);
          onClose();
        },
      },
    );
  };
  return (
    <TaskDialog
      title={t('title')}
      submit={t('submit')}
      command={command}
      busy={load.isPending}
      error={load.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        if (file && !load.isPending) start(file);
      }}
    >
      <Text size="sm">{t('text')}</Text>
      <Group gap="sm">
        <FileButton accept=".tar,.gz,.tgz,application/x-tar,application/gzip" onChange={setFile} disabled={load.isPending}>
          {(props) => (
            <Button {...props} variant="default">
              {t('choose')}
            </Button>
          )}
        </FileButton>
        <Text size="sm">{file ? t('file', { name: file.name, size: formatBytes(size) }) : t('none')}</Text>
      </Group>
      {load.isPending && (
        <div>
          <Progress value={size > 0 ? (100 * sentBytes) / size : 100} aria-label={t('progress')} />
          <Text size="sm" mt={4} role="status">
            {sentBytes >= size ? t('unpacking') : t('sent', { sent: formatBytes(sentBytes), size: formatBytes(size) })}
          </Text>
        </div>
      )}
    </TaskDialog>
  );
}
