'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { formatBytes } from '@/app/_components/format';
import page from '@/app/_components/page.module.css';
import type { AccessWay, NodeDto } from '@/lib/shared/nodes';
import { isNewerThanTried, newestTriedApi } from '@/lib/shared/tried-api';
import classes from './node-facts.module.css';

/** What the machine is, as it said itself. */
export function NodeFacts({ node }: { node: NodeDto }) {
  const t = useTranslations('nodes');
  const { docker } = node;
  return (
    <section className={page.card}>
      <h2>{t('facts.title')}</h2>
      <Facts
        rows={[
          [t('facts.address'), <code key="address">{`${node.host}:${node.port}`}</code>],
          [t('facts.login'), <code key="login">{node.loginUser}</code>],
          ...(docker
            ? ([
                [t('facts.docker'), `${docker.version} (${t('facts.api')} ${docker.apiVersion})`],
                [
                  t('facts.store'),
                  docker.store === docker.storageDriver
                    ? docker.store
                    : `${t(`store.${docker.store}`)} · ${docker.storageDriver}`,
                ],
                [t('facts.rootDir'), <code key="root">{docker.rootDir}</code>],
                [t('facts.os'), docker.os],
                [t('facts.kernel'), `${docker.kernel} · ${docker.arch}`],
                [t('facts.cpus'), String(docker.cpus)],
                [t('facts.memory'), formatBytes(docker.memoryBytes)],
                [t('facts.hostname'), docker.hostname],
                ...(docker.registry ? [[t('facts.registry'), <code key="registry">{docker.registry}</code>]] : []),
              ] as Array<[string, ReactNode]>)
            : []),
          ...(node.staff && node.transport
            ? ([[t('facts.transport'), t(`transport.${node.transport}`)]] as Array<[string, ReactNode]>)
            : []),
          ...(node.staff && node.access
            ? ([
                [t('facts.accessDocker'), t(`access.${node.access.docker ?? 'none'}`)],
                [t('facts.accessRoot'), t(`access.${node.access.root ?? 'none'}`)],
              ] as Array<[string, ReactNode]>)
            : []),
        ]}
      />
      {node.staff && docker && isNewerThanTried(docker.apiVersion) && (
        <p className={classes.cost}>{t('facts.newerApi', { version: docker.apiVersion, spoken: newestTriedApi })}</p>
      )}
      {node.staff && node.access?.docker && (
        <p className={classes.cost}>
          {t(`accessCost.${costOf(node.access.docker, node.transport)}`)}
          {node.access.root === null && ` ${t('accessCost.noRoot')}`}
        </p>
      )}
    </section>
  );
}

/** What the way in use costs the node. */
function costOf(way: AccessWay, transport: NodeDto['transport']): 'free' | 'dialStdio' | 'elevated' {
  if (transport === 'streamlocal') return 'free';
  return way === 'root' || way === 'docker_group' ? 'dialStdio' : 'elevated';
}

/** Names and values in two columns. */
export function Facts({ rows }: { rows: Array<[string, ReactNode]> }) {
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
