'use client';

import { Link2, ScanSearch, Trash2, Unplug } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Ago } from '@/app/_components/ago';
import { CopyId } from '@/app/_components/copy';
import { DataTable } from '@/app/_components/data-table';
import { Link } from '@/app/_components/link';
import { RowAction } from '@/app/_components/row-action';
import { EventOfRow, eventColumnWidth } from '@/app/_components/row-events';
import { containerAddress } from '@/app/_components/container-address';
import type { NetworkDto } from '@/lib/shared/networks';
import { connectCommand, disconnectCommand, inspectCommand, removeCommand } from './network-commands';
import classes from './network-table.module.css';

const ConnectDialog = dynamic(async () => (await import('./network-dialogs')).ConnectDialog, { ssr: false });
const DisconnectDialog = dynamic(async () => (await import('./network-dialogs')).DisconnectDialog, { ssr: false });
const InspectNetworkDialog = dynamic(async () => (await import('./network-dialogs')).InspectNetworkDialog, { ssr: false });
const RemoveNetworkDialog = dynamic(async () => (await import('./network-dialogs')).RemoveNetworkDialog, { ssr: false });

/** By what the rows are ordered: the most containers and the newest come first. */
const orders = {
  name: (a: NetworkDto, b: NetworkDto) => (a.name < b.name ? -1 : 1),
  driver: (a: NetworkDto, b: NetworkDto) => a.driver.localeCompare(b.driver),
  containers: (a: NetworkDto, b: NetworkDto) => b.containers.length - a.containers.length,
  created: (a: NetworkDto, b: NetworkDto) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''),
} as const;

type Opened =
  | { what: 'inspect' | 'connect' | 'remove'; network: NetworkDto }
  | { what: 'disconnect'; network: NetworkDto; at: Member };
type Member = NetworkDto['containers'][number];

export function NetworkTable({ nodeId, networks, away }: { nodeId: string; networks: NetworkDto[]; away: boolean }) {
  const t = useTranslations('networks');
  const common = useTranslations('common');
  const [order, setOrder] = useState<keyof typeof orders>('name');
  const [opened, setOpened] = useState<Opened | null>(null);
  const sort = (key: keyof typeof orders) => ({ active: order === key, onSort: () => setOrder(key) });
  const close = () => setOpened(null);
  const hasLabels = networks.some(({ labels }) => Object.keys(labels).length > 0);
  const labelColumn = {
    key: 'labels',
    header: t('column.labels'),
    cell: ({ labels }: NetworkDto) =>
      Object.entries(labels).map(([key, value]) => (
        <code key={key} className={classes.label}>
          {value ? `${key}=${value}` : key}
        </code>
      )),
  };
  return (
    <>
      <DataTable
        caption={t('title')}
        rows={networks.toSorted(orders[order])}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'name',
            header: t('column.name'),
            minWidth: eventColumnWidth,
            sort: sort('name'),
            cell: ({ id, name }) => (
              <>
                <span className={classes.name}>
                  {name} <CopyId id={id} />
                </span>
                <EventOfRow of={[id]} />
              </>
            ),
          },
          {
            key: 'driver',
            header: t('column.driver'),
            sort: sort('driver'),
            cell: ({ driver, scope, internal }) => [driver, scope, ...(internal ? [t('internal')] : [])].join(' · '),
          },
          {
            key: 'subnet',
            header: t('column.subnet'),
            cell: ({ subnets }) =>
              subnets.map(({ subnet, gateway }) => (
                <span key={subnet} className={classes.subnet}>
                  <code>{subnet}</code>
                  {gateway && <span className={classes.gateway}>{t('gateway', { address: gateway })}</span>}
                </span>
              )),
          },
          {
            key: 'containers',
            header: t('column.containers'),
            sort: sort('containers'),
            cell: (network) =>
              network.containers.length === 0 ? (
                t('unused')
              ) : (
                <ul className={classes.members}>
                  {network.containers.map((at) => (
                    <li key={at.id}>
                      <Link href={containerAddress(nodeId, at.name, at.id)}>{at.name}</Link>
                      {at.isRunning ? at.ipv4 && <code>{at.ipv4}</code> : <span className={classes.gateway}>{t('stopped')}</span>}
                      {!away && network.driver !== 'host' && (
                        <RowAction
                          label={t('action.disconnect', { container: at.name, network: network.name })}
                          word={t('word.disconnect')}
                          command={disconnectCommand(network.name, at.name)}
                          icon={<Unplug size={15} aria-hidden />}
                          onClick={() => setOpened({ what: 'disconnect', network, at })}
                        />
                      )}
                    </li>
                  ))}
                </ul>
              ),
          },
          ...(hasLabels ? [labelColumn] : []),
          {
            key: 'created',
            header: t('column.created'),
            sort: sort('created'),
            cell: ({ createdAt }) => (createdAt ? <Ago at={createdAt} /> : '–'),
          },
          {
            key: 'actions',
            header: common('actions'),
            kind: 'actions',
            cell: (network) =>
              !away && (
                <>
                  <RowAction
                    label={t('action.inspect', { name: network.name })}
                    word={t('word.inspect')}
                    command={inspectCommand(network.name)}
                    icon={<ScanSearch size={16} aria-hidden />}
                    onClick={() => setOpened({ what: 'inspect', network })}
                  />
                  {network.driver !== 'host' && network.driver !== 'null' && (
                    <RowAction
                      label={t('action.connect', { name: network.name })}
                      word={t('word.connect')}
                      command={connectCommand(network.name, '')}
                      icon={<Link2 size={16} aria-hidden />}
                      onClick={() => setOpened({ what: 'connect', network })}
                    />
                  )}
                  {!network.isPredefined && (
                    <RowAction
                      danger
                      label={t('action.remove', { name: network.name })}
                      word={t('word.remove')}
                      command={removeCommand(network.name)}
                      icon={<Trash2 size={16} aria-hidden />}
                      onClick={() => setOpened({ what: 'remove', network })}
                    />
                  )}
                </>
              ),
          },
        ]}
      />
      {opened?.what === 'inspect' && <InspectNetworkDialog nodeId={nodeId} network={opened.network} onClose={close} />}
      {opened?.what === 'connect' && <ConnectDialog nodeId={nodeId} network={opened.network} onClose={close} />}
      {opened?.what === 'remove' && <RemoveNetworkDialog nodeId={nodeId} network={opened.network} onClose={close} />}
      {opened?.what === 'disconnect' && (
        <DisconnectDialog nodeId={nodeId} network={opened.network} container={opened.at} onClose={close} />
      )}
    </>
  );
}
