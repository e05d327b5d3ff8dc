'use client';

import { Button } from '@mantine/core';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCancelJob } from '@/app/_api/hooks/jobs';
import { buildOfJob, isCutOff, layersOfJob, messageOfJob, stepsOfJob } from '@/lib/shared/job-progress';
import type { JobDto, JobLayer } from '@/lib/shared/jobs';
import { Ago } from './ago';
import { useErrorText } from './error-text';
import { CommandLine } from './copy';
import { dockerCommand, formatBytes } from './format';
import classes from './job-card.module.css';
import { ArchiveState, isOfBytes, PruneState } from './job-outcome';
import { layerFraction, pullTotals } from './job-progress';
import { isActive } from './job-state';
import { LayerBar, LayerBars } from './layer-bars';
import { Link } from './link';
import { nodeAddress } from './node-tabs';
import { RootLoginSteps } from './root-login-steps';
import { JobStateWord } from './state-word';
import { FormError } from './states';
import { useStepName } from './step-name';
import { TransferPace } from './transfer-pace';

/** Which words are those of its kind. */
const wordsOf = ({ kind }: JobDto): '' | 'push.' | 'build.' | 'load.' | 'save.' | 'prune.' => {
  if (kind.endsWith('.prune')) return 'prune.';
  const own = { 'image.push': 'push.', 'image.build': 'build.', 'image.load': 'load.', 'image.save': 'save.' } as const;
  return kind in own ? own[kind as keyof typeof own] : '';
};

/** What it is, in the words of its kind. */
function useTitle({ kind, subject }: JobDto): string {
  const t = useTranslations('images.job');
  const kinds = useTranslations('operations.kind');
  const rootLogin = useTranslations('rootLogin.job');
  if (kind === 'image.pull') return t('title', { subject });
  if (kind === 'image.push') return t('push.title', { subject });
  if (kind === 'image.build') return t('build.title', { subject });
  if (kind === 'image.save') return t('save.title', { subject });
  if (kind === 'node.root-login') return rootLogin('title', { what: subject });
  return kind === 'image.load' && subject !== '' ? t('load.title', { subject }) : kinds(kind);
}

interface Props {
  job: JobDto;
  withNode?: boolean;
  /** Its own page is around it. */
  here?: boolean;
  onRetry?: () => void;
  /** Shows what can be removed from a node whose disk is full. */
  onFree?: () => void;
  /** Signs in to the registry that the job was refused by. */
  signIn?: { host: string; onOpen: () => void };
}

/** One piece of long work: how far it is, layer by layer, and how it ended. */
export function JobCard({ job, withNode = false, here = false, onRetry, onFree, signIn }: Props) {
  const t = useTranslations('images.job');
  const title = useTitle(job);
  const isRootLogin = job.kind === 'node.root-login';
  const isBuild = job.kind === 'image.build';
  const words = wordsOf(job);
  const cancel = useCancelJob(job.nodeId);
  const active = isActive(job);
  const layers = layersOfJob(job);
  return (
    <article className={classes.card}>
      <div className={classes.head}>
        <h3 className={classes.title}>{title}</h3>
        <JobStateWord state={job.state} />
      </div>
      <p className={classes.meta}>
        {withNode && <span>{t('on', { node: job.nodeName })}</span>}
        {job.createdBy && <span>{t('by', { name: job.createdBy.name })}</span>}
        {job.cancelledBy && <span>{t('cancelledBy', { name: job.cancelledBy.name })}</span>}
        <Ago at={job.endedAt ?? job.startedAt ?? job.createdAt} />
      </p>
      {isRootLogin && active && <RootLoginSteps job={job} />}
      {active &&
        !isRootLogin &&
        !isBuild &&
        !isOfBytes(job) &&
        (stepsOfJob(job).length > 0 && layers.length === 0 ? <StepNow job={job} /> : <Totals job={job} />)}
      <ArchiveState job={job} />
      <PruneState job={job} />
      {active && isBuild && <BuildStepNow job={job} />}
      {active && isCutOff(job) && (
        <p role="status" className={classes.note}>
          {t('cut')}
        </p>
      )}
      {active && layers.length > 0 && <Layers layers={layers} />}
      {(job.kind === 'image.push' || job.kind === 'image.pull') && <CommandLine command={commandOf(job)} />}
      {isBuild && !here && <Link href={nodeAddress(job.nodeId, 'images/build')}>{t('build.toLog')}</Link>}
      <Ending job={job} />
      {job.error?.code === 'disk_full' && <Room job={job} onFree={onFree} />}
      <FormError error={cancel.error} />
      {active
        ? // Not halfway through sshd's configuration: it ends by itself, one way or the other.
          !isRootLogin &&
          job.operationId === null && (
            <Button
              className={classes.button}
              variant="default"
              size="xs"
              leftSection={<X size={14} aria-hidden />}
              loading={cancel.isPending}
              onClick={() => cancel.mutate(job.id)}
            >
              {t(`${words}cancel`)}
            </Button>
          )
        : !isRootLogin &&
          job.state !== 'done' &&
          (onRetry || signIn) && (
            <div className={classes.ways}>
              {signIn && (
                <Button size="xs" onClick={signIn.onOpen}>
                  {t('signIn', { host: signIn.host })}
                </Button>
              )}
              {onRetry && (
                <Button variant="default" size="xs" onClick={onRetry}>
                  {t(words === 'push.' ? 'push.retry' : 'retry')}
                </Button>
              )}
            </div>
          )}
    </article>
  );
}

/** The command of a pull or a push; an operation may pull several images, whose references have no space in them. */
const commandOf = ({ kind, subject }: JobDto): string => {
  const verb = kind === 'image.push' ? 'push' : 'pull';
  return subject
    .split(' ')
    .map((reference) => dockerCommand(verb, reference))
    .join('; ');
};

function Ending({ job }: { job: JobDto }) {
  const t = useTranslations('images.job');
  const text = useErrorText();
  if (job.state === 'interrupted' || job.state === 'cancelled')
    return <p className={classes.note}>{t(`${wordsOf(job)}${job.state}`)}</p>;
  if (job.state !== 'failed' || !job.error) return null;
  return (
    <p className={classes.failed}>
      {text(job.error.code)} {job.error.detail && <code>{job.error.detail}</code>}
    </p>
  );
}

/** How much a pull that found the disk full wanted to bring, and what can be removed for it. */
function Room({ job, onFree }: Pick<Props, 'job' | 'onFree'>) {
  const t = useTranslations('images.job');
  const words = useTranslations('images.word');
  const { totalBytes } = pullTotals(layersOfJob(job));
  return (
    <>
      {job.kind === 'image.pull' && totalBytes !== null && totalBytes > 0 && (
        <p className={classes.note}>{t('needs', { size: formatBytes(totalBytes) })}</p>
      )}
      {onFree && (
        <Button className={classes.button} variant="default" size="xs" onClick={onFree}>
          {words('prune')}
        </Button>
      )}
    </>
  );
}

/** The step that is at work, and how many are over. */
function BuildStepNow({ job }: { job: JobDto }) {
  const t = useTranslations('images.job');
  const steps = buildOfJob(job)?.steps ?? [];
  const now = steps.findLast(({ state }) => state === 'running');
  const over = steps.filter(({ state }) => state === 'done' || state === 'cached').length;
  return (
    <p className={classes.totals}>
      <span>{steps.length === 0 ? t('state.queued') : t('build.steps', { count: over })}</span>
      {now && <code className={classes.step}>{now.name}</code>}
    </p>
  );
}

/** Of work on many nodes: the step that is at work on this node. */
function StepNow({ job }: { job: JobDto }) {
  const t = useTranslations('images.job');
  const nameOf = useStepName();
  const steps = stepsOfJob(job);
  const index = steps.findLastIndex(({ state }) => state === 'running' || state === 'checking');
  const now = steps[index];
  return (
    <p className={classes.totals}>
      <span>{now ? t('step', { number: index + 1, total: steps.length, name: nameOf(now.id) }) : t('state.queued')}</span>
    </p>
  );
}

function Totals({ job }: { job: JobDto }) {
  const t = useTranslations('images.job');
  const totals = pullTotals(layersOfJob(job));
  const current = formatBytes(totals.currentBytes);
  return (
    <p className={`${classes.totals} tabular`}>
      {totals.layersTotal === 0 ? (
        <span>{messageOfJob(job) ?? t('state.queued')}</span>
      ) : (
        <>
          <span>{t('layers', { done: totals.layersDone, total: totals.layersTotal })}</span>
          <span>
            {totals.totalBytes === null
              ? t('totalUnknown', { current })
              : t('total', { current, total: formatBytes(totals.totalBytes) })}
          </span>
          <TransferPace job={job} of={totals} />
        </>
      )}
    </p>
  );
}

/** What is here already, and what is here but not unpacked. */
const tones: Partial<Record<JobLayer['phase'], 'half' | 'full'>> = {
  ...{ complete: 'full', exists: 'full' },
  ...{ downloaded: 'half', verifying: 'half', extracting: 'half' },
};

/** A bar for each layer, from the base up as Docker names them. */
function Layers({ layers }: { layers: readonly JobLayer[] }) {
  const t = useTranslations('images.job');
  return (
    <LayerBars>
      {layers.map((layer) => (
        <LayerBar
          key={layer.id}
          id={layer.id}
          label={t('progressLabel', { id: layer.id })}
          percent={Math.round(layerFraction(layer) * 100)}
          tone={tones[layer.phase] ?? 'moving'}
          note={t(`phase.${layer.phase}`)}
          bytes={layer.totalBytes === null ? '' : formatBytes(layer.totalBytes)}
        />
      ))}
    </LayerBars>
  );
}
