'use client';

import { useTranslations } from 'next-intl';
import { useContainers } from '@/app/_api/hooks/containers';
import { useLayerWrites } from '@/app/_api/hooks/images';
import { Ago } from '@/app/_components/ago';
import { containerAddress } from '@/app/_components/container-address';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { FactLines } from '@/app/nodes/[node]/_components/fact-lines';
import list from '@/app/nodes/[node]/_components/fact-lines.module.css';
import { useWrittenSize } from '@/app/nodes/[node]/containers/_components/written-size';
import type { ContainerDetailDto } from '@/lib/shared/container-detail';
import { containerOf } from '@/lib/shared/container-of';
import { shellWord } from '@/lib/shared/shell-words';
import classes from './container-page.module.css';
import own from './detail-facts.module.css';

type Part<Name extends keyof ContainerDetailDto> = NonNullable<ContainerDetailDto[Name]>;

/** Rows of the overview that the list of containers does not tell: none for what is not set. */
export function DetailFacts({ nodeId, detail }: { nodeId: string; detail: ContainerDetailDto }) {
  const t = useTranslations('containers.overview');
  const written = useLayerWrites(nodeId).data?.items.find(({ containerId }) => containerId === detail.id);
  const { exit, healthCheck, networks, networkOf, mounts, restart, limits, entrypoint, env, labels } = detail;
  const sayWritten = useWrittenSize();
  const facts = [
    { key: 'finished', value: exit?.finishedAt && <Ago at={exit.finishedAt} /> },
    { key: 'error', value: exit?.error },
    { key: 'healthCheck', value: healthCheck && <HealthCheck check={healthCheck} /> },
    { key: 'networks', value: networks.length > 0 && <Networks nodeId={nodeId} networks={networks} /> },
    { key: 'networkOf', value: networkOf && <NetworkOf nodeId={nodeId} reference={networkOf} /> },
    { key: 'mounts', value: mounts.length > 0 && <Mounts nodeId={nodeId} mounts={mounts} /> },
    { key: 'written', value: written && sayWritten(written) },
    { key: 'restart', value: (restart.policy !== 'no' || restart.count > 0) && <Restart restart={restart} /> },
    { key: 'memory', value: limits.memoryBytes !== null && t('mebibytes', { size: limits.memoryBytes / 2 ** 20 }) },
    { key: 'cpus', value: limits.cpus !== null && t('count', { count: limits.cpus }) },
    { key: 'pids', value: limits.pids !== null && t('count', { count: limits.pids }) },
    { key: 'entrypoint', value: entrypoint.length > 0 && <code>{entrypoint.map(shellWord).join(' ')}</code> },
    { key: 'workingDir', value: detail.workingDir && <code>{detail.workingDir}</code> },
    { key: 'user', value: detail.user && <code>{detail.user}</code> },
    { key: 'env', value: env.length > 0 && <FactLines lines={env} /> },
    { key: 'labels', value: labels.length > 0 && <FactLines lines={labels.map(({ key, value }) => `${key}=${value}`)} /> },
  ] as const;
  return facts.map(
    ({ key, value }) =>
      value && (
        <div key={key} className={classes.fact}>
          <dt>{t(key)}</dt>
          <dd>{value}</dd>
        </div>
      ),
  );
}

function Networks({ nodeId, networks }: { nodeId: string; networks: Part<'networks'> }) {
  const t = useTranslations('containers.overview');
  return (
    <ul className={list.lines}>
      {networks.map(({ name, ipv4, ipv6, gateway, aliases }) => (
        <li key={name} className={own.words}>
          <Link href={nodeAddress(nodeId, 'networks')}>{name}</Link>
          {ipv4 && <code>{ipv4}</code>}
          {ipv6 && <code>{ipv6}</code>}
          {gateway && <span className={own.muted}>{t('gateway', { address: gateway })}</span>}
          {aliases.length > 0 && <span className={own.muted}>{t('aliases', { names: aliases.join(', ') })}</span>}
        </li>
      ))}
    </ul>
  );
}

/** Another container, by what this one was told to call it: Docker keeps its id. */
function NetworkOf({ nodeId, reference }: { nodeId: string; reference: string }) {
  const { data } = useContainers(nodeId);
  const other = containerOf(data?.items ?? [], reference);
  if (!other) return <code>{reference}</code>;
  return <Link href={containerAddress(nodeId, other.name, other.id)}>{other.name}</Link>;
}

const mountTypes = ['volume', 'bind', 'tmpfs'] as const;

function Mounts({ nodeId, mounts }: { nodeId: string; mounts: Part<'mounts'> }) {
  const t = useTranslations('containers.overview');
  return (
    <ul className={list.lines}>
      {mounts.map(({ type, source, target, readOnly }) => {
        const known = mountTypes.find((one) => one === type);
        const name = source.replace(/^([a-f0-9]{12})[a-f0-9]{52}$/, '$1');
        return (
          <li key={target} className={own.words}>
            <code>{target}</code>
            <span className={own.muted}>{known ? t(`mount.${known}`) : type}</span>
            {type === 'volume' && <Link href={nodeAddress(nodeId, 'volumes')}>{name}</Link>}
            {type !== 'volume' && source && <code>{source}</code>}
            {readOnly && <span className={own.muted}>{t('mount.readOnly')}</span>}
          </li>
        );
      })}
    </ul>
  );
}

function Restart({ restart: { policy, retriesMax, count } }: { restart: Part<'restart'> }) {
  const t = useTranslations('containers.overview');
  return (
    <span className={own.words}>
      <code>{policy}</code>
      {retriesMax !== null && <span>{t('retriesMax', { count: retriesMax })}</span>}
      {count > 0 && <span>{t('restarted', { count })}</span>}
    </span>
  );
}

function HealthCheck({ check }: { check: Part<'healthCheck'> }) {
  const t = useTranslations('containers.overview.health');
  const { command, intervalMs, retries, state, failures, outputs } = check;
  return (
    <div className={list.lines}>
      <code>{command}</code>
      <span className={own.words}>
        {state && <span>{t(state)}</span>}
        {failures > 0 && <span>{t('failures', { count: failures })}</span>}
        <span className={own.muted}>{t('every', { seconds: intervalMs / 1000, retries })}</span>
      </span>
      {outputs.length > 0 && (
        <ul className={list.lines} aria-label={t('outputs')}>
          {outputs.map(({ at, exitCode, text }) => (
            <li key={at ?? text} className={own.words}>
              {at && <Ago at={at} />}
              <span className={exitCode === 0 ? own.muted : own.failed}>{t('exit', { code: exitCode })}</span>
              <code>{text}</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
