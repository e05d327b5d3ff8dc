import { AppError, isAppError } from '@/lib/core/errors';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { type Observation, prepareObservation } from '@/lib/features/root-login/observe';
import type { Ctx } from '@/lib/core/runtime';
import { newTerminalId } from './create-terminals';
import { terminalMark } from './terminal-mark';
import type { OpenTerminal, TerminalDto } from '@/lib/shared/realtime';
import type { PtyChannel } from '@/lib/gateways/ssh/pty-channel';
import type { ShellOptions, SshConnection } from '@/lib/gateways/ssh/ssh-connection';

/** What the browser's terminal (xterm.js) understands; every distribution's terminfo knows it. */
const terminalType = 'xterm-256color';

/** bash where the image has it, else sh: a constant of ours, so that nothing of the input meets a shell. */
const defaultShell = ['/bin/sh', '-c', 'command -v bash >/dev/null && exec bash || exec sh'];

type ShellSize = Omit<ShellOptions, 'term'>;

interface Opened {
  pty: PtyChannel;
  about: Omit<TerminalDto, 'id' | 'state' | 'createdAt'>;
  observation?: Observation;
}

/**
 * Opens a shell on the node, or a command or the terminal of a running container, and keeps it for this actor. Nobody is attached yet. The shell is
 * that of whoever the panel is on the node; asked for the login user's, it comes on a connection of its own, and the guided root login
 * observes it.
 * @throws AppError `not_found`, `forbidden`, `terminal_limit`, `terminal_not_permitted`, what keeps the node or Docker from answering, and for containers
 *   `container_not_found`, `container_not_running`, `command_not_found`, `container_without_terminal`.
 */
export async function openTerminal(ctx: Ctx, input: OpenTerminal): Promise<TerminalDto> {
  const node = await getNodeFor(ctx, input.node, 'terminal.open');
  ctx.terminals.requireRoom(ctx.actor.id);
  const size = { cols: input.cols, rows: input.rows };
  const record = {
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action: 'terminal.open',
    target: input.kind !== 'host' ? `container:${node.id}/${input.container}` : `node:${node.id}`,
    address: ctx.address,
  } as const;
  // Known before there is a shell, so that its processes can be told from those of others.
  const id = newTerminalId();
  let opened: Opened;
  try {
    opened =
      input.kind === 'host'
        ? await openHost(ctx, node, { ...size, mark: terminalMark(id) }, input.as ?? null)
        : await openInContainer(ctx, node, input);
  } catch (error) {
    await ctx.audit.record({ ...record, outcome: 'failed', detail: { code: isAppError(error) ? error.code : 'internal' } });
    throw error;
  }
  try {
    // The shell is there, but nobody has it: without its line in the audit nobody gets it.
    await ctx.audit.record({ ...record, outcome: 'allowed' });
    // Opening may take seconds: the node may have been taken from this person meanwhile, before there was a terminal to end.
    await getNodeFor(ctx, node.id, 'terminal.open');
  } catch (error) {
    opened.pty.close();
    throw error;
  }
  const terminal = ctx.terminals.create({ userId: ctx.actor.id }, opened.about, opened.pty, size, id);
  // After the terminal, which takes every byte from the first.
  opened.observation?.start(opened.pty);
  return terminal;
}

async function openHost(
  ctx: Ctx,
  node: { id: string; name: string; loginUser: string },
  size: ShellSize,
  as: 'login' | null,
): Promise<Opened> {
  const { pty, observation } =
    as === 'login' ? await openLoginShell(ctx, node.id, size) : await openHeldShell(ctx, node.id, size);
  const about = {
    kind: 'host',
    ...(as && { as }),
    nodeId: node.id,
    nodeName: node.name,
    containerId: null,
    containerName: null,
    // The held connection is root's where the root login is set up.
    loginUser: as === null && ctx.fleet.status(node.id).access?.root === 'root' ? 'root' : node.loginUser,
  } as const;
  return { pty, about, ...(observation && { observation }) };
}

interface Shell {
  pty: PtyChannel;
  observation: Observation | null;
}

async function openHeldShell(ctx: Ctx, nodeId: string, size: ShellSize): Promise<Shell> {
  const connection = await ctx.fleet.ssh(nodeId).catch(notYet);
  return { pty: await openShell(connection, size), observation: null };
}

/** @throws AppError `terminal_not_permitted` when sshd gives no terminal; ssh2 has these words for it, sshd says only no (RFC 4254 6.2). */
function openShell(connection: SshConnection, size: ShellSize): Promise<PtyChannel> {
  return connection.openShell({ ...size, term: terminalType }).catch((error: unknown) => {
    const isPty = isAppError(error) && error.code === 'ssh_channel_refused' && /pseudo-terminal/i.test(error.detail ?? '');
    throw isPty ? new AppError('terminal_not_permitted', { cause: error }) : error;
  });
}

/** A node that is away: nothing of this was under way when its connection was lost. */
function notYet(error: unknown): never {
  throw isAppError(error) && error.code === 'node_lost' ? new AppError('node_unreachable', { cause: error }) : error;
}

/** The connection lives as long as the shell. */
async function openLoginShell(ctx: Ctx, nodeId: string, size: ShellSize): Promise<Shell> {
  const connection = await ctx.fleet.openLogin(nodeId);
  try {
    const observation = await prepareObservation(ctx, nodeId, connection);
    const pty = await openShell(connection, size);
    void pty.ended.then(() => connection.close());
    return { pty, observation };
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function openInContainer(
  ctx: Ctx,
  node: { id: string; name: string },
  input: OpenTerminal & { kind: 'exec' | 'attach' },
): Promise<Opened> {
  const engine = await ctx.fleet.engine(node.id).catch(notYet);
  // By id from here on: a name may be given to another container meanwhile.
  const container = await engine.containers.inspect(input.container, { size: false });
  const size = { cols: input.cols, rows: input.rows };
  const pty =
    input.kind === 'exec'
      ? await engine.exec.open(container.id, { argv: input.command ?? defaultShell, ...size })
      : await engine.attach.open(container.id, { ...size, fromStart: input.fromStart ?? false });
  const about = {
    kind: input.kind,
    nodeId: node.id,
    nodeName: node.name,
    containerId: container.id,
    containerName: container.name,
    loginUser: null,
  } as const;
  return { pty, about };
}
