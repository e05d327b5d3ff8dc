import type { TerminalDto } from '@/lib/shared/realtime';
import { terminalMark } from '@/lib/features/terminals/terminal-mark';
import type { TerminalSession } from '../kind';
import { attachedTo, type TerminalProcess } from './terminal-processes';

/** Where each of a student's terminals on a node stands. Pure. @param terminals oldest first */
export function sessionsIn(terminals: readonly TerminalDto[], processes: readonly TerminalProcess[]): TerminalSession[] {
  return terminals.flatMap((terminal) => {
    if (terminal.kind !== 'host') return [inContainer(terminal)];
    const shell = shellOf(terminal.id, processes);
    return shell ? [sessionOf(terminal.id, front(shell, processes), shell, processes)] : [];
  });
}

const inContainer = ({ id, containerName }: TerminalDto): TerminalSession => ({
  ...{ terminalId: id, where: 'container', user: null, cwd: null, root: null, container: containerName, parent: null },
});

/** The first process of a terminal: the one with its mark whose parent has none. */
function shellOf(terminalId: string, processes: readonly TerminalProcess[]): TerminalProcess | null {
  const mark = terminalMark(terminalId);
  const marked = processes.filter((one) => one.mark === mark);
  return marked.find((one) => !marked.some((other) => other.pid === one.parent)) ?? null;
}

/** What stands in the foreground: the last process started below the shell, on its terminal or on one that su(1) gave. */
function front(shell: TerminalProcess, processes: readonly TerminalProcess[]): TerminalProcess {
  let at = shell;
  for (let depth = 0; depth < 64; depth++) {
    const below = processes.filter((one) => one.parent === at.pid && one.tty !== 0);
    const next = below.find((one) => one.group === one.front) ?? (at.group === at.front ? undefined : below.at(-1));
    if (!next) break;
    at = next;
  }
  return at;
}

function sessionOf(
  terminalId: string,
  at: TerminalProcess,
  shell: TerminalProcess,
  processes: readonly TerminalProcess[],
): TerminalSession {
  const client = attachedTo(at);
  const root = at.root;
  const isJailed = root !== null && root !== '/';
  // The container's own processes are not below the terminal: it is the client that stands there.
  const where = client ? 'container' : isJailed ? 'chroot' : at.uid === 0 ? 'host-root' : 'host-user';
  return {
    ...{ terminalId, where, user: at.user, root, container: client?.container ?? null },
    cwd: at.cwd !== null && isJailed && at.cwd.startsWith(root) ? at.cwd.slice(root.length) || '/' : at.cwd,
    parent: at.pid === shell.pid ? null : (processes.find((one) => one.pid === at.parent)?.name ?? null),
  };
}
