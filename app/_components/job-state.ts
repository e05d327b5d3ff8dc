import type { JobDto } from '@/lib/shared/jobs';

export const isActive = ({ state }: Pick<JobDto, 'state'>): boolean => state === 'running' || state === 'queued';
