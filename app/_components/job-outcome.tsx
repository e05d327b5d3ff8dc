import { useTranslations } from 'next-intl';
import { archiveOfJob, pruneOfJob } from '@/lib/shared/job-progress';
import type { JobDto } from '@/lib/shared/jobs';
import { formatBytes } from './format';
import classes from './job-card.module.css';
import { isActive } from './job-state';
import { ProgressTrack } from './layer-bars';
import { TransferPace } from './transfer-pace';

const isArchive = ({ kind }: JobDto): boolean => kind === 'image.load' || kind === 'image.save';
const isPrune = ({ kind }: JobDto): boolean => kind.endsWith('.prune');

/** Whether it is told by its bytes, and not by layers. */
export const isOfBytes = (job: JobDto): boolean => isArchive(job) || isPrune(job);

/** How much of an archive is through, and what came of it. */
export function ArchiveState({ job }: { job: JobDto }) {
  const t = useTranslations('images.job');
  if (!isArchive(job)) return null;
  const archive = archiveOfJob(job);
  if (job.state === 'done') {
    if (archive === null) return null;
    const text =
      job.kind === 'image.save'
        ? t('save.done', { size: formatBytes(archive.bytes) })
        : t('load.done', { names: archive.loaded.join(', ') });
    return <p className={classes.note}>{text}</p>;
  }
  if (!isActive(job)) return null;
  const { bytes = 0, totalBytes = null } = archive ?? {};
  const current = formatBytes(bytes);
  const isAll = totalBytes !== null && bytes >= totalBytes;
  const percent = totalBytes === null ? 0 : Math.min(100, Math.round((100 * bytes) / Math.max(1, totalBytes)));
  return (
    <>
      <p className={`${classes.totals} tabular`}>
        <span>
          {bytes === 0 && !isAll
            ? t('state.queued')
            : isAll
              ? t('load.unpacking')
              : totalBytes === null
                ? t('totalUnknown', { current })
                : t('total', { current, total: formatBytes(totalBytes) })}
        </span>
        <TransferPace job={job} of={{ currentBytes: bytes, totalBytes }} />
      </p>
      {totalBytes !== null && <ProgressTrack label={t('load.progress')} percent={percent} tone="moving" />}
    </>
  );
}

/** How far a removal of what nobody uses is, and what it has freed. */
export function PruneState({ job }: { job: JobDto }) {
  const t = useTranslations('images.job');
  if (!isPrune(job)) return null;
  const prune = pruneOfJob(job);
  if (isActive(job))
    return (
      <p className={`${classes.totals} tabular`}>
        {prune === null || prune.total === null
          ? t('state.running')
          : t('prune.sofar', { removed: prune.removed, total: prune.total })}
      </p>
    );
  if (prune === null) return null;
  const { removed, kept, freedBytes } = prune;
  return (
    <p className={classes.note}>
      {t('prune.done', { removed, kept })}
      {freedBytes !== null && `, ${t('prune.freed', { size: formatBytes(freedBytes) })}`}
    </p>
  );
}
