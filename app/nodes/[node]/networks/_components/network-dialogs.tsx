'use client';

import { Checkbox, NativeSelect, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useContainers } from '@/app/_api/hooks/containers';
import {
  useConnectNetwork,
  useCreateNetwork,
  useDisconnectNetwork,
  useInspectNetwork,
  usePruneNetworks,
  useRemoveNetwork,
} from '@/app/_api/hooks/networks';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { notify } from '@/app/_components/notify';
import { useDone } from '@/app/_components/use-told';
import { InspectDialog } from '@/app/nodes/[node]/_components/inspect-dialog';
import { TaskDialog } from '@/app/nodes/[node]/containers/_components/task-dialog';
import {
  connectNetworkSchema,
  createNetworkSchema,
  disconnectNetworkSchema,
  type NetworkDto,
  networkDrivers,
} from '@/lib/shared/networks';
import { connectCommand, createCommand, disconnectCommand, inspectCommand, removeCommand } from './network-commands';

const mono = { input: { fontFamily: 'var(--berth-mono)' } };

interface Props {
  nodeId: string;
  network: NetworkDto;
  onClose: () => void;
}

export function CreateNetworkDialog({ nodeId, onClose }: { nodeId: string; onClose: () => void }) {
  const t = useTranslations('networks');
  const create = useCreateNetwork(nodeId);
  const form = useApiForm({
    initialValues: { name: '', driver: 'bridge' as (typeof networkDrivers)[number], subnet: '', gateway: '', internal: false },
    toBody: ({ name, driver, subnet, gateway, internal }) => ({
      ...{ name: name.trim(), driver, internal },
      subnet: subnet.trim() || undefined,
      gateway: gateway.trim() || undefined,
    }),
    check: useSchemaCheck(createNetworkSchema, {
      name: t('create.nameWrong'),
      subnet: t('create.subnetWrong'),
      gateway: t('create.gatewayWrong'),
    }),
  });
  const command = createCommand(form.getTransformedValues());
  const told = useDone(command, onClose);
  return (
    <TaskDialog
      title={t('create.title')}
      submit={t('create.submit')}
      command={command}
      busy={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) =>
        create.mutate(body, { onSuccess: told(t('done.created', { name: body.name })), onError: form.refuse }),
      )}
    >
      <Text size="sm">{t('create.text')}</Text>
      <TextInput label={t('create.name')} {...form.getInputProps('name')} autoComplete="off" spellCheck={false} data-autofocus />
      <NativeSelect
        label={t('create.driver')}
        description={t(`create.meaning.${form.values.driver}`)}
        data={[...networkDrivers]}
        {...form.getInputProps('driver')}
        styles={mono}
      />
      <TextInput
        label={t('create.subnet')}
        description={t('create.subnetHint')}
        {...form.getInputProps('subnet')}
        styles={mono}
        autoComplete="off"
        spellCheck={false}
      />
      <TextInput
        label={t('create.gateway')}
        description={t('create.gatewayHint')}
        {...form.getInputProps('gateway')}
        styles={mono}
        autoComplete="off"
        spellCheck={false}
      />
      <Checkbox
        label={t('create.internal')}
        description={t('create.internalHint')}
        {...form.getInputProps('internal', { type: 'checkbox' })}
      />
    </TaskDialog>
  );
}

export function ConnectDialog({ nodeId, network, onClose }: Props) {
  const t = useTranslations('networks');
  const connect = useConnectNetwork(nodeId);
  const { data } = useContainers(nodeId);
  const others = (data?.items ?? []).filter(({ id }) => network.containers.every((on) => on.id !== id));
  const form = useApiForm({
    initialValues: { container: '', alias: '' },
    toBody: ({ container, alias }) => ({ container, alias: alias.trim() || undefined }),
    check: useSchemaCheck(connectNetworkSchema, { container: t('connect.containerWrong'), alias: t('connect.aliasWrong') }),
  });
  const chosen = others.find(({ id }) => id === form.values.container);
  const name = chosen?.name ?? '';
  const command = connectCommand(network.name, name, form.values.alias.trim());
  const told = useDone(command, onClose);
  return (
    <TaskDialog
      title={t('connect.title', { name: network.name })}
      submit={t('connect.submit')}
      command={command}
      busy={connect.isPending}
      error={connect.error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) =>
        connect.mutate(
          { network: network.id, ...body },
          { onSuccess: told(t('done.connected', { container: name, name: network.name })), onError: form.refuse },
        ),
      )}
    >
      <Text size="sm">{t('connect.text')}</Text>
      <NativeSelect
        label={t('connect.container')}
        description={data && others.length === 0 ? t('connect.nobody') : undefined}
        data={[
          { value: '', label: t('connect.choose') },
          ...others.map(({ id, name: label, state }) => ({
            value: id,
            label: state === 'running' ? label : `${label} (${t('stopped')})`,
          })),
        ]}
        {...form.getInputProps('container')}
        data-autofocus
      />
      {!network.isPredefined && (
        <TextInput
          label={t('connect.alias')}
          description={t('connect.aliasHint')}
          {...form.getInputProps('alias')}
          styles={mono}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </TaskDialog>
  );
}

export function DisconnectDialog({
  nodeId,
  network,
  container,
  onClose,
}: Props & { container: NetworkDto['containers'][number] }) {
  const t = useTranslations('networks');
  const disconnect = useDisconnectNetwork(nodeId);
  const form = useApiForm({
    initialValues: { force: false },
    toBody: ({ force }) => ({ container: container.id, force }),
    check: useSchemaCheck(disconnectNetworkSchema),
  });
  const command = disconnectCommand(network.name, container.name, form.values.force);
  const told = useDone(command, onClose);
  return (
    <TaskDialog
      title={t('disconnect.title', { container: container.name, name: network.name })}
      submit={t('disconnect.submit')}
      danger
      command={command}
      busy={disconnect.isPending}
      error={disconnect.error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) =>
        disconnect.mutate(
          { network: network.id, ...body },
          { onSuccess: told(t('done.disconnected', { container: container.name, name: network.name })) },
        ),
      )}
    >
      <Text size="sm">{t('disconnect.text')}</Text>
      <Checkbox
        label={t('disconnect.force')}
        description={t('disconnect.forceHint')}
        {...form.getInputProps('force', { type: 'checkbox' })}
      />
    </TaskDialog>
  );
}

export function InspectNetworkDialog({ nodeId, network: { id, name }, onClose }: Props) {
  const t = useTranslations('networks');
  const query = useInspectNetwork(nodeId, id);
  return <InspectDialog title={t('inspect', { name })} query={query} command={inspectCommand(name)} onClose={onClose} />;
}

export function RemoveNetworkDialog({ nodeId, network: { id, name, containers }, onClose }: Props) {
  const t = useTranslations('networks');
  const remove = useRemoveNetwork(nodeId);
  const command = removeCommand(name);
  const told = useDone(command, onClose);
  return (
    <LazyConfirm
      title={t('remove.title', { name })}
      submit={t('remove.submit')}
      command={command}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate(id, { onSuccess: told(t('done.removed', { name })) })}
    >
      <p>
        {containers.length === 0 ? t('remove.text') : t('remove.used', { names: containers.map((on) => on.name).join(', ') })}
      </p>
    </LazyConfirm>
  );
}

/** Names what will be removed, and removes no more than that. */
export function PruneNetworksDialog(props: { nodeId: string; networks: NetworkDto[]; onClose: () => void }) {
  const { nodeId, onClose } = props;
  const t = useTranslations('networks');
  const prune = usePruneNetworks(nodeId);
  const networks = props.networks.slice(0, 500);
  const command = removeCommand(...networks.map(({ name }) => name));
  const told = useDone(command, onClose);
  return (
    <LazyConfirm
      title={t('prune.title', { count: networks.length })}
      submit={t('prune.submit')}
      command={command}
      busy={prune.isPending}
      goesOn
      error={prune.error}
      onClose={onClose}
      onConfirm={() =>
        prune.mutate(
          networks.map(({ id }) => id),
          {
            onSuccess: ({ removed, kept }) => {
              const what = { removed: removed.join(', ') || '–', kept: kept.map(({ name }) => name).join(', ') };
              if (kept.length === 0) return told(t('done.pruned', what))();
              void notify('error', t('done.prunedSome', what));
              onClose();
            },
          },
        )
      }
    >
      <p>{t('prune.text')}</p>
    </LazyConfirm>
  );
}
