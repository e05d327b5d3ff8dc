import type { ArchiveProgress, BuildProgress, JobDto, JobLayer, JobStep, PruneProgress } from './jobs';

// Without zod: pages read progress and need no schema for it.

/** The steps of a job, in their order; none for work that is not made of steps, or before it has reported any. */
export const stepsOfJob = ({ progress }: Pick<JobDto, 'progress'>): readonly JobStep[] =>
  progress?.kind === 'steps' ? progress.steps : [];

/** The layers that a job pulls at present, by itself or in its running step. */
export const layersOfJob = ({ progress }: Pick<JobDto, 'progress'>): readonly JobLayer[] =>
  progress !== null && 'layers' in progress ? progress.layers : [];

/** Docker's last general line of a pull; null for other work, and before there is one. */
export const messageOfJob = ({ progress }: Pick<JobDto, 'progress'>): string | null =>
  progress?.kind === 'layers' ? progress.message : null;

/** Whether a pull waits for its node to be back. */
export const isCutOff = ({ progress }: Pick<JobDto, 'progress'>): boolean =>
  progress?.kind === 'layers' && progress.isCut === true;

/** What a build has come to; null for other work, and before it has reported anything. */
export const buildOfJob = ({ progress }: Pick<JobDto, 'progress'>): BuildProgress | null =>
  progress?.kind === 'build' ? progress : null;

/** How much of an archive has passed; null for other work, and before it has reported anything. */
export const archiveOfJob = ({ progress }: Pick<JobDto, 'progress'>): ArchiveProgress | null =>
  progress?.kind === 'archive' ? progress : null;

/** What a removal of what nobody uses has come to; null for other work, and before it has reported anything. */
export const pruneOfJob = ({ progress }: Pick<JobDto, 'progress'>): PruneProgress | null =>
  progress?.kind === 'prune' ? progress : null;
