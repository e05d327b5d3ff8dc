import { type InstalledDocker, lookForDocker } from '@/lib/gateways/docker/commands/installed';
import type { Subject } from './check';

/** Asked once; several findings are about it. @throws AppError when the node cannot be asked */
export const askInstalledDocker = (subject: Subject): Promise<InstalledDocker> =>
  subject.once('docker', () => lookForDocker(subject.ask));
