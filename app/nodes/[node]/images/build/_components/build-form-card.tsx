'use client';

import { Button, Checkbox, FileButton, Group, Progress, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useBuildImage } from '@/app/_api/hooks/builds';
import { CommandLine } from '@/app/_components/copy';
import { formatBytes } from '@/app/_components/format';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/states';
import { buildImageQuerySchema, contextMaxBytes } from '@/lib/shared/builds';
import { wrongIgnoreLine } from '@/lib/shared/docker-ignore';
import { type BuildValues, buildCommand, type ContextFile, contextOf, ignoreOf, queryOf } from './build-form';
import { ContextFiles } from './context-files';

const mono = { input: { fontFamily: 'var(--berth-mono)', fontSize: '0.88rem' } };
const first: BuildValues = {
  tag: '',
  dockerfile: 'FROM ubuntu\nRUN echo hello > /hello.txt\nCMD ["cat", "/hello.txt"]\n',
  path: 'Dockerfile',
  target: '',
  args: '',
  noCache: false,
};

interface Props {
  nodeId: string;
  kind: 'files' | 'archive';
  /** The node has the context, and the job goes on. @param dockerfile as it was written; empty for one in an archive */
  onSent: (jobId: string, dockerfile: string) => void;
}

/** What an image is built of, and the command it stands for as it is filled in. Leaving the page while the context is sent cancels that. */
export function BuildForm({ nodeId, kind, onSent }: Props) {
  const t = useTranslations('images.build');
  const containers = useTranslations('containers');
  const build = useBuildImage(nodeId);
  const [files, setFiles] = useState<ContextFile[]>([]);
  const [archive, setArchive] = useState<File | null>(null);
  const [sent, setSent] = useState({ bytes: 0, of: 0 });
  const [problem, setProblem] = useState<string | null>(null);
  const leave = useRef(new AbortController());
  useEffect(() => {
    const { current } = leave;
    return () => current.abort();
  }, []);
  const hasArchive = kind === 'archive';
  const schemaCheck = useSchemaCheck(buildImageQuerySchema, {
    ...{ tag: t('tagWrong'), dockerfile: t('pathWrong'), target: t('targetWrong'), buildArgs: t('argsWrong') },
  });
  const form = useApiForm({
    initialValues: first,
    toBody: (values) => queryOf(values, hasArchive),
    // Two of them are called otherwise where they are sent.
    check: (query) =>
      schemaCheck(query).map(({ path, message }) => {
        const [field = ''] = path.split('.');
        return { path: { dockerfile: 'path', buildArgs: 'args' }[field] ?? field, message };
      }),
  });
  const { values, getInputProps } = form;

  const start = async (query: ReturnType<typeof queryOf>) => {
    const ignore = hasArchive ? '' : await ignoreOf(files);
    if (ignore === null) return setProblem(t('unreadable'));
    const wrong = wrongIgnoreLine(ignore);
    if (wrong !== null) return setProblem(t('ignoreWrong', { line: wrong }));
    const context = hasArchive ? archive : contextOf(values.dockerfile, files, ignore);
    if (context === null) return setProblem(t('archiveMissing'));
    if (context.size > contextMaxBytes) return setProblem(t('tooLarge', { size: formatBytes(context.size) }));
    setProblem(null);
    setSent({ bytes: 0, of: context.size });
    const { dockerfile } = values;
    build.mutate(
      { query, context, onProgress: (bytes) => setSent({ bytes, of: context.size }), signal: leave.current.signal },
      { onSuccess: (job) => onSent(job.id, hasArchive ? '' : dockerfile), onError: form.refuse },
    );
  };

  return (
    <form className={page.card} noValidate onSubmit={form.onSubmit((query) => void start(query))}>
      <Stack gap="md">
        {hasArchive ? (
          <>
            <Text size="sm">{t('archiveText')}</Text>
            <Group gap="sm">
              <FileButton accept=".tar,application/x-tar" onChange={setArchive} disabled={build.isPending}>
                {(props) => (
                  <Button {...props} variant="default">
                    {t('chooseArchive')}
                  </Button>
                )}
              </FileButton>
              <Text size="sm">{archive ? t('file', { name: archive.name, size: formatBytes(archive.size) }) : t('none')}</Text>
            </Group>
            <TextInput
              label={t('path')}
              description={t('pathHint')}
              {...getInputProps('path')}
              styles={mono}
              spellCheck={false}
            />
          </>
        ) : (
          <>
            <Textarea
              label={t('dockerfile')}
              {...getInputProps('dockerfile')}
              styles={mono}
              autosize
              minRows={8}
              maxRows={24}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
            <ContextFiles
              files={files}
              disabled={build.isPending}
              onChange={setFiles}
              onDockerfile={(text) => form.setFieldValue('dockerfile', text)}
              onUnreadable={() => setProblem(t('unreadable'))}
            />
          </>
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={t('tag')}
            description={t('tagHint')}
            {...getInputProps('tag')}
            styles={mono}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
          <TextInput
            label={t('target')}
            description={t('targetHint')}
            {...getInputProps('target')}
            styles={mono}
            autoComplete="off"
            spellCheck={false}
          />
        </SimpleGrid>
        <Textarea
          label={t('args')}
          description={t('argsHint')}
          {...getInputProps('args')}
          styles={mono}
          autosize
          minRows={1}
          maxRows={6}
          spellCheck={false}
        />
        <Checkbox label={t('noCache')} {...getInputProps('noCache', { type: 'checkbox' })} />
        <div>
          <Text size="sm" fw={500} mb={4}>
            {containers('run.standsFor')}
          </Text>
          <CommandLine command={buildCommand(values, hasArchive ? (archive?.name ?? 'CONTEXT.tar') : null)} />
        </div>
        {build.isPending && (
          <div>
            <Progress value={sent.of > 0 ? (100 * sent.bytes) / sent.of : 100} aria-label={t('sending')} />
            <Text size="sm" mt={4} role="status">
              {t('sent', { sent: formatBytes(sent.bytes), size: formatBytes(sent.of) })}
            </Text>
          </div>
        )}
        {problem !== null && (
          <Text size="sm" c="red" role="alert">
            {problem}
          </Text>
        )}
        <FormError error={build.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={build.isPending}>
            {t('submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
