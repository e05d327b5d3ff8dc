import { createHash } from 'node:crypto';

/**
 * What the processes of a terminal carry in their environment (`LC_BERTH`), so that they can be told from those of another: sshd takes names
 * that begin with LC_ from a client (sshd_config(5), AcceptEnv, as Debian sets it). Whoever reads it on the node cannot tell the
 * terminal's id by it.
 * @returns 16 hex digits
 */
export const terminalMark = (terminalId: string): string => createHash('sha256').update(terminalId).digest('hex').slice(0, 16);
