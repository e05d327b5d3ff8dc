import type { RootLoginStage } from '@/lib/shared/nodes';

/** Somebody has become root in a shell there; after `done` was taken back nobody can tell any more. */
export const hasBeenRoot = (stage: RootLoginStage): boolean => stage === 'root' || stage === 'at_root';
