'use client';

import { Button, CloseButton, FileButton, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type DragEvent, useState } from 'react';
import { formatBytes } from '@/app/_components/format';
import classes from './build.module.css';
import { type ContextFile, pathOf, withFiles } from './build-form';
import { droppedFiles } from './dropped-files';

interface Props {
  files: ContextFile[];
  disabled: boolean;
  onChange: (files: ContextFile[]) => void;
  /** One of the files was a Dockerfile: this is in it. */
  onDockerfile: (text: string) => void;
  /** Some of it cannot be read, by its permissions or since it has changed. */
  onUnreadable: () => void;
}

/** A Dockerfile is read into the page when it is no longer than anybody writes one, in bytes. */
const dockerfileMaxBytes = 256 * 1024;
const listed = 200;

/** The files beside the Dockerfile: chosen one by one, as a folder, or dropped. They stay on the disk until they are sent. */
export function ContextFiles({ files, disabled, onChange, onDockerfile, onUnreadable }: Props) {
  const t = useTranslations('images.build');
  const [over, setOver] = useState(false);
  const add = (added: ContextFile[]) => {
    const written = added.find(({ path, file }) => path === 'Dockerfile' && file.size <= dockerfileMaxBytes);
    void written?.file.text().then(onDockerfile, onUnreadable);
    onChange(
      withFiles(
        files,
        added.filter((one) => one !== written),
      ),
    );
  };
  const take = (chosen: File[]) => add(chosen.map((file) => ({ path: pathOf(file), file })));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled) void droppedFiles(event.dataTransfer).then(add, onUnreadable);
  };
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return (
    <section
      aria-label={t('files')}
      className={`${classes.drop} ${over ? classes.over : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Text size="sm" fw={500}>
        {t('files')}
      </Text>
      <Text size="sm" c="dimmed" mb={8}>
        {t('filesHint')}
      </Text>
      <Group gap="sm">
        <FileButton multiple onChange={take} disabled={disabled}>
          {(props) => (
            <Button {...props} variant="default" size="xs">
              {t('chooseFiles')}
            </Button>
          )}
        </FileButton>
        <FileButton multiple onChange={take} disabled={disabled} inputProps={{ webkitdirectory: '' } as object}>
          {(props) => (
            <Button {...props} variant="default" size="xs">
              {t('chooseFolder')}
            </Button>
          )}
        </FileButton>
        {files.length > 0 && (
          <>
            <Text size="sm">{t('filesCount', { count: files.length, size: formatBytes(bytes) })}</Text>
            <Button variant="subtle" size="xs" disabled={disabled} onClick={() => onChange([])}>
              {t('clear')}
            </Button>
          </>
        )}
      </Group>
      {files.length > 0 && (
        <ul className={classes.files}>
          {files.slice(0, listed).map(({ path, file }) => (
            <li key={path}>
              <code>{path}</code>
              <Group gap={4} wrap="nowrap">
                <Text size="sm">{formatBytes(file.size)}</Text>
                <CloseButton
                  size="sm"
                  aria-label={t('removeFile', { path })}
                  disabled={disabled}
                  onClick={() => onChange(files.filter((one) => one.path !== path))}
                />
              </Group>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
