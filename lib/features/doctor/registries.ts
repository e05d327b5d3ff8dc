import { isIP } from 'node:net';
import { askPullSources, type Registry } from '@/lib/gateways/docker/commands/pull-sources';
import type { Subject } from './check';

/** Where the node pulls from. Asked once; several findings are about it. @throws AppError when the node cannot be asked */
export const askRegistries = (subject: Subject): Promise<Registry[]> =>
  subject.once('registries', () => askPullSources(subject.ask, subject.askRoot));

export const isAddress = (host: string): boolean => isIP(host) !== 0;
