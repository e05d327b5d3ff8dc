'use client';

import { NativeSelect, Textarea } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type DragEvent, useId, useState } from 'react';
import type { ImportFormat } from '@/lib/shared/node-import';
import classes from './add-nodes.module.css';

const formats = ['range', 'csv', 'ssh_config'] as const satisfies readonly ImportFormat[];
const examples: Record<ImportFormat, string> = {
  range: 'node[0-29] 10.0.3.[10-39]\n',
  csv: 'name,host,port,user,password,root_password,jump,host_key,student\nnode0,10.0.3.10,22,ubuntu,,,,,student0@school.example\n',
  ssh_config: 'Host node0\n  HostName 10.0.3.10\nHost node1\n  HostName 10.0.3.11\nHost *\n  User ubuntu\n',
};

interface Props {
  text: string;
  onText: (text: string) => void;
  format: ImportFormat | undefined;
  onFormat: (format: ImportFormat | undefined) => void;
  /** What the panel took the text for. */
  found: ImportFormat | undefined;
}

/** Where nodes are pasted, typed or dropped as a file. */
export function ImportBox({ text, onText, format, onFormat, found }: Props) {
  const t = useTranslations('import');
  const [over, setOver] = useState(false);
  const input = useId();
  const read = (file: File | undefined) => {
    if (file) void file.text().then(onText);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    read(event.dataTransfer.files[0]);
  };
  return (
    <section
      className={`${classes.box} ${over ? classes.over : ''}`}
      aria-label={t('text')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Textarea
        label={t('text')}
        description={t('textHint')}
        placeholder={t('placeholder')}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        autosize
        minRows={6}
        maxRows={18}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        wrap="off"
        classNames={{ input: classes.text }}
      />
      <div className={classes.tools}>
        <NativeSelect
          aria-label={t('format.label')}
          size="xs"
          value={format ?? ''}
          onChange={(event) => onFormat(formats.find((known) => known === event.currentTarget.value))}
          data={[
            { value: '', label: found ? t('format.found', { format: t(`format.${found}`) }) : t('format.auto') },
            ...formats.map((known) => ({ value: known, label: t(`format.${known}`) })),
          ]}
        />
        <label className={classes.file} htmlFor={input}>
          <FileUp size={15} aria-hidden />
          {t('file')}
        </label>
        <input
          id={input}
          type="file"
          className="visually-hidden"
          accept=".csv,.txt,.conf,text/*"
          onChange={(event) => {
            read(event.currentTarget.files?.[0]);
            // The same file again, after it was corrected, is a change too.
            event.currentTarget.value = '';
          }}
        />
        {text === '' && (
          <span className={classes.examples}>
            {t('examples')}:
            {formats.map((known) => (
              <button key={known} type="button" onClick={() => onText(examples[known])}>
                {t(`example.${known}`)}
              </button>
            ))}
          </span>
        )}
      </div>
    </section>
  );
}
