import type { RemoteCommand } from './types';

/**
 * Every command line the panel runs on a node. Constants: nothing of what anybody typed is ever part of one; what varies goes
 * through standard input.
 */
export const commands = {
  /** The Engine API on standard input and output (docker CLI, `docker system dial-stdio`). */
  dialStdio: 'docker system dial-stdio' as RemoteCommand,
  /** Why the socket cannot be opened: one word. */
  probeDocker:
    'if [ ! -S /var/run/docker.sock ]; then command -v dockerd >/dev/null 2>&1 && echo down || echo missing; elif [ ! -w /var/run/docker.sock ]; then echo denied; else echo open; fi' as RemoteCommand,
} as const;
