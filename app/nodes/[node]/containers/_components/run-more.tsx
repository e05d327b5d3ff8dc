'use client';

import {
  Autocomplete,
  Checkbox,
  Fieldset,
  NativeSelect,
  NumberInput,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useNetworks } from '@/app/_api/hooks/networks';
import type { ApiForm } from '@/app/_components/forms/use-api-form';
import type { RunContainer } from '@/lib/shared/containers';
import classes from './run-more.module.css';
import type { RunValues } from './run-form';

const mono = { input: { fontFamily: 'var(--berth-mono)' } };

/** What stands in the folded part. */
const fields = [
  ...(['env', 'labels', 'volumes', 'network', 'memoryBytes', 'cpus', 'pids', 'restart', 'restartRetries'] as const),
  ...(['entrypoint', 'user', 'workdir', 'privileged', 'pid', 'capAdd', 'devices'] as const),
] satisfies Array<keyof RunValues>;

/** How many fields of the folded part have something in them. */
export const moreIsSet = (values: RunValues): number =>
  fields.filter((field) => values[field] !== '' && values[field] !== false).length;

interface Props {
  nodeId: string;
  form: ApiForm<RunValues, RunContainer>;
  /** Whether the reader may run containers with access to the node. */
  mayGive: boolean;
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
}

/** What most containers do without, folded. It is open while something in it is wrong. */
export function RunMore({ nodeId, form, mayGive, isOpen, onToggle }: Props) {
  const t = useTranslations('containers.run');
  const { getInputProps, values, errors } = form;
  const networks = useNetworks(nodeId).data?.items.map(({ name }) => name) ?? [];
  const count = moreIsSet(values);
  const isWrong = fields.some((field) => errors[field]);
  const plain = { autoComplete: 'off', spellCheck: false };
  const lines = { ...plain, styles: mono, autosize: true, minRows: 1, maxRows: 8 };
  return (
    <details className={classes.more} open={isOpen || isWrong} onToggle={(event) => onToggle(event.currentTarget.open)}>
      <summary>{count > 0 ? t('moreSet', { count }) : t('more')}</summary>
      <Stack gap="md" mt="sm">
        <Fieldset legend={t('data')}>
          <Stack gap="sm">
            <Textarea label={t('env')} description={t('envHint')} {...getInputProps('env')} {...lines} />
            <Textarea label={t('volumes')} description={t('volumesHint')} {...getInputProps('volumes')} {...lines} />
            <Textarea label={t('labels')} description={t('labelsHint')} {...getInputProps('labels')} {...lines} />
          </Stack>
        </Fieldset>
        <Fieldset legend={t('limits')}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <Autocomplete
              label={t('network')}
              description={t('networkHint')}
              data={[...new Set(['bridge', 'none', ...networks])].filter((name) => mayGive || name !== 'host')}
              {...getInputProps('network')}
              {...plain}
            />
            <TextInput label={t('memory')} description={t('memoryHint')} {...getInputProps('memoryBytes')} {...plain} />
            <TextInput label={t('cpus')} description={t('cpusHint')} inputMode="decimal" {...getInputProps('cpus')} {...plain} />
            <TextInput label={t('pids')} inputMode="numeric" {...getInputProps('pids')} {...plain} />
            <NativeSelect
              label={t('restart')}
              data={[
                { value: '', label: t('restartNone') },
                ...(['no', 'on-failure', 'unless-stopped', 'always'] as const).map((value) => ({ value, label: value })),
              ]}
              {...getInputProps('restart')}
            />
            {values.restart === 'on-failure' && (
              <NumberInput
                clampBehavior="none"
                label={t('restartRetries')}
                min={1}
                allowDecimal={false}
                {...getInputProps('restartRetries')}
              />
            )}
          </SimpleGrid>
        </Fieldset>
        <Fieldset legend={t('process')}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={t('entrypoint')}
              description={t('entrypointHint')}
              {...getInputProps('entrypoint')}
              styles={mono}
              {...plain}
            />
            <TextInput label={t('workdir')} {...getInputProps('workdir')} styles={mono} {...plain} />
            <TextInput label={t('user')} description={t('userHint')} {...getInputProps('user')} {...plain} />
          </SimpleGrid>
        </Fieldset>
        {mayGive && (
          <Fieldset legend={t('privileges')}>
            <Stack gap="sm">
              <Text size="sm">{t('privilegesHint')}</Text>
              <Checkbox label={t('privileged')} {...getInputProps('privileged', { type: 'checkbox' })} />
              <Checkbox label={t('hostPid')} {...getInputProps('pid', { type: 'checkbox' })} />
              <TextInput
                label={t('capAdd')}
                description={t('capAddHint')}
                {...getInputProps('capAdd')}
                styles={mono}
                {...plain}
              />
              <Textarea label={t('devices')} description={t('devicesHint')} {...getInputProps('devices')} {...lines} />
            </Stack>
          </Fieldset>
        )}
      </Stack>
    </details>
  );
}
