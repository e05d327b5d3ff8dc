'use client';

import { Button, Checkbox, FileButton, Group, Progress, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useUploadFile } from '@/app/_api/hooks/container-files';
import { formatBytes } from '@/app/_components/format';
import { useTold } from '@/app/_components/use-told';
import { TaskDialog } from '@/app/nodes/[node]/containers/_components/task-dialog';
import type { FileEntry } from '@/lib/shared/container-files';
import { pathIn, shownName } from '@/lib/shared/file-names';
import type { ContainerDto } from '@/lib/shared/containers';
import { copyInCommand } from './file-commands';

interface Props {
  nodeId: string;
  container: ContainerDto;
  directory: string;
  /** What lies there. */
  items: FileEntry[];
  /** What was dropped; empty where files are still to be chosen. */
  given: File[];
  onClose: () => void;
}

/** Sends files into a directory of a container, one after another, as the browser reads them. Closing the dialog ends that. */
export function UploadDialog({ nodeId, container: { id, name }, directory, items, given, onClose }: Props) {
  const t = useTranslations('containers.files.upload');
  const upload = useUploadFile(nodeId, id);
  const [files, setFiles] = useState(given);
  const tell = useTold();
  const [replace, setReplace] = useState(false);
  const [at, setAt] = useState<{ index: number; sentBytes: number } | null>(null);
  const leave = useRef(new AbortController());
  useEffect(() => {
    const { current } = leave;
    return () => current.abort();
  }, []);
  const there = new Set(items.map((item) => item.name));
  const taken = files.filter((file) => there.has(file.name)).map((file) => shownName(file.name));
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const sent = at ? files.slice(0, at.index).reduce((sum, file) => sum + file.size, at.sentBytes) : 0;
  const shown = files.slice(0, 3).map((file) => copyInCommand(name, file.name, pathIn(directory, file.name)));
  const command = shown.length > 0 ? shown.join('; ') : copyInCommand(name, 'FILE', pathIn(directory, 'FILE'));
  const start = async () => {
    for (const [index, file] of files.entries()) {
      setAt({ index, sentBytes: 0 });
      const onProgress = (sentBytes: number) => setAt({ index, sentBytes: Math.min(sentBytes, file.size) });
      const path = pathIn(directory, file.name);
      await upload.mutateAsync({ path, file, replace, onProgress, signal: leave.current.signal });
    }
    tell(t('done', { count: files.length, directory: shownName(directory) }), command);
    onClose();
  };
  return (
    <TaskDialog
      title={t('title', { directory: shownName(directory) })}
      submit={t('submit')}
      command={command}
      busy={upload.isPending}
      error={upload.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        // What failed is shown by the dialog.
        if (files.length > 0 && !upload.isPending) start().catch(() => setAt(null));
      }}
    >
      <Text size="sm">{t('text')}</Text>
      <Group gap="sm">
        <FileButton multiple onChange={setFiles} disabled={upload.isPending}>
          {(props) => (
            <Button {...props} variant="default">
              {t('choose')}
            </Button>
          )}
        </FileButton>
        <Text size="sm">{files.length === 0 ? t('none') : t('files', { count: files.length, size: formatBytes(size) })}</Text>
      </Group>
      {taken.length > 0 && (
        <Checkbox
          label={t('replace', { names: taken.slice(0, 5).join(', '), count: taken.length })}
          checked={replace}
          onChange={(event) => setReplace(event.target.checked)}
        />
      )}
      {upload.isPending && at && (
        <div>
          <Progress value={size > 0 ? (100 * sent) / size : 100} aria-label={t('progress')} />
          <Text size="sm" mt={4} role="status">
            {t('sent', { name: shownName(files[at.index]?.name ?? ''), sent: formatBytes(sent), size: formatBytes(size) })}
          </Text>
        </div>
      )}
    </TaskDialog>
  );
}
