import type { Duplex } from 'node:stream';
import { AppError, isAppError } from '@/lib/core/errors';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import type { AccessWay } from '@/lib/shared/nodes';
import { dialStdio, probeSocket } from './commands/socket';
import type { OpenDockerChannel } from './engine';
import { socketPath } from './paths';

/** How the daemon's socket is reached, and by which right. */
export interface DockerWay {
  transport: 'streamlocal' | 'dial-stdio';
  right: AccessWay;
  open: OpenDockerChannel;
}

/**
 * The daemon's socket by a streamlocal channel, or `docker system dial-stdio` where sshd opens none; as root by `sudo` or `su` where the
 * login user may not use the socket. sshd gives the same answer ("open failed", reason 2) for no socket, no daemon behind it, no right
 * to it, and forwarding switched off, so a probe on the node tells them apart. @throws AppError docker_*, or why root was refused
 */
export async function chooseWay(
  connection: SshConnection,
  root: RootAccess | null,
  refusal: AppError | null,
): Promise<DockerWay> {
  const right: AccessWay = root?.way === 'root' ? 'root' : 'docker_group';
  try {
    let proven: Duplex | null = await connection.openSocket(socketPath);
    return {
      transport: 'streamlocal',
      right,
      // The channel that proved the way carries the first calls.
      async open(use) {
        if (use === 'archive') return connection.openSocket(socketPath, use);
        const first = proven;
        proven = null;
        return first && !first.destroyed ? first : connection.openSocket(socketPath);
      },
    };
  } catch (error) {
    if (isAppError(error) && error.code === 'node_lost') throw error;
    const probe = await probeSocket(connection);
    const down = { detail: (error as AppError).detail ?? '', cause: error };
    if (probe.found === 'missing') throw new AppError('docker_missing', { cause: error });
    if (probe.found === 'down') throw new AppError('docker_down', down);
    if (probe.found === 'elsewhere') throw new AppError('docker_elsewhere', { detail: probe.socket, cause: error });
    // Nothing of ours says anything else.
    if (probe.found === 'unknown') throw new AppError('shell_altered', { cause: error });
    // The socket is there. If no daemon is behind it, the first call will say so.
    if (probe.found === 'denied') {
      if (!root) throw refusal ?? new AppError('docker_denied', { cause: error });
      return { transport: 'dial-stdio', right: root.way, open: (use) => root.openCommand(dialStdio, use) };
    }
    return { transport: 'dial-stdio', right, open: (use) => connection.openCommand(dialStdio, use) };
  }
}
