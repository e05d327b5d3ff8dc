'use client';

import { Button, Group, Textarea } from '@mantine/core';
import { FolderDown, Pencil, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { fileUrl, useFileText, useSaveText } from '@/app/_api/hooks/container-files';
import { useCommand } from '@/app/_components/command-strip';
import { formatBytes } from '@/app/_components/format';
import { useTold } from '@/app/_components/use-told';
import page from '@/app/_components/page.module.css';
import { buttonClass, PlainButton } from '@/app/_components/plain-button';
import { FailedState, FormError, TableSkeleton } from '@/app/_components/states';
import type { FileText } from '@/lib/shared/container-files';
import { baseName, fileLimits, modeText, shownName } from '@/lib/shared/file-names';
import type { ContainerDto } from '@/lib/shared/containers';
import parts from './container-page.module.css';
import { copyInCommand, copyOutCommand, showCommand } from './file-commands';
import { fromField, hasUnseen, lineEndsOf, toField } from './file-text';
import textBox from '@/app/_components/text-box.module.css';
import classes from './files-part.module.css';
import { PartCommand } from './part-command';

interface Props {
  nodeId: string;
  container: ContainerDto;
  path: string;
}

/** One file: its text where it is short, and the way to have it. */
export function FileView({ nodeId, container, path }: Props) {
  const t = useTranslations('containers.files');
  const { data, error, refetch } = useFileText(nodeId, container.id, path);
  // What was opened: a newer version that is fetched meanwhile, or one that can no longer be shown, is not what is being edited.
  const [edited, setEdited] = useState<EditorProps['file'] | null>(null);
  const teach = useCommand(copyOutCommand(container.name, path));
  if (edited) return <Editor nodeId={nodeId} container={container} file={edited} onEnd={() => setEdited(null)} />;
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <TableSkeleton />;
  const { text } = data;
  const isMixed = text !== null && lineEndsOf(text) === 'mixed';
  return (
    <>
      <p className={classes.facts}>
        <span>{formatBytes(data.sizeBytes)}</span>
        <code title={data.mode.toString(8)}>{modeText(data.mode)}</code>
        <code>{`${data.uid}:${data.gid}`}</code>
      </p>
      <div className={parts.inspectTools}>
        {text !== null && !isMixed && (
          <PlainButton onClick={() => setEdited({ ...data, text })}>
            <Pencil size={15} aria-hidden /> {t('edit.word')}
          </PlainButton>
        )}
        <a className={buttonClass()} href={fileUrl(nodeId, container.id, path)} download {...teach}>
          <FolderDown size={15} aria-hidden /> {t('downloadWord')}
        </a>
        <PlainButton onClick={() => void refetch()}>
          <RotateCw size={15} aria-hidden /> {t('again')}
        </PlainButton>
      </div>
      {isMixed && <p className={parts.note}>{t('edit.mixed')}</p>}
      {text !== null && hasUnseen(text) && <p className={parts.note}>{t('unseen')}</p>}
      {data.notShown && (
        <p className={page.none}>{t(`notShown.${data.notShown}`, { limit: formatBytes(fileLimits.textMaxBytes) })}</p>
      )}
      {text !== null && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it.
        <section className={`${textBox.box} ${classes.text}`} dir="ltr" tabIndex={0} aria-label={shownName(path)}>
          <pre>{text}</pre>
        </section>
      )}
      <PartCommand command={showCommand(container.name, path, container.state === 'running')} />
    </>
  );
}

interface EditorProps {
  nodeId: string;
  container: ContainerDto;
  file: FileText & { text: string };
  onEnd: () => void;
}

function Editor({ nodeId, container, file, onEnd }: EditorProps) {
  const t = useTranslations('containers.files');
  const common = useTranslations('common');
  const save = useSaveText(nodeId, container.id);
  const { path, version, text } = file;
  const [typed, setTyped] = useState(() => toField(text));
  const ends = lineEndsOf(text);
  const tell = useTold();
  const command = copyInCommand(container.name, baseName(path), path);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (save.isPending) return;
        save.mutate(
          { path, version: version ?? '', text: fromField(typed, ends) },
          {
            onSuccess: () => {
              tell(t('edit.done', { name: shownName(baseName(path)) }), command);
              onEnd();
            },
          },
        );
      }}
    >
      <Textarea
        aria-label={t('edit.label', { name: shownName(baseName(path)) })}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        rows={20}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: 'var(--berth-mono)', fontSize: '0.84rem', lineHeight: 1.6 } }}
        dir="ltr"
        data-autofocus
      />
      <FormError error={save.error} />
      <Group gap="sm" mt="sm" mb="sm">
        <Button type="submit" loading={save.isPending}>
          {t('edit.save')}
        </Button>
        <Button variant="default" onClick={onEnd}>
          {common('cancel')}
        </Button>
      </Group>
      <PartCommand command={command} />
    </form>
  );
}
