import { AppError, isAppError } from '@/lib/core/errors';
import { getPanelKey } from '@/lib/fleet/panel-key';
import type { Runtime } from '@/lib/core/runtime';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { JobStep } from '@/lib/shared/jobs';
import type { RootLoginStage } from '@/lib/shared/nodes';
import { type RootLoginStep, rootLoginSteps } from '@/lib/shared/root-login-steps';
import { createRootAccess, type RootAccess } from '@/lib/gateways/ssh/root-access';
import { findRoot } from '@/lib/gateways/ssh/find-root';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { nodeScript, panelAddress } from './node-script';

export type RootLoginRuntime = Pick<Runtime, 'db' | 'bus' | 'keyring' | 'fleet' | 'queues' | 'log' | 'now'>;

export interface RootLoginOptions {
  /** root's password as somebody typed it for this one time; null uses what the register has. Never stored, logged or recorded. */
  password?: string | null;
  /** How long the node waits for the confirmation before it puts everything back, in seconds. */
  guardSeconds?: number;
  /** How often a cut connection is taken up again. */
  tries?: number;
  report?(steps: JobStep[]): void;
  signal?: AbortSignal;
}

/** Longer than a reload of sshd (10 s) and a new connection (15 s) together. */
const guardSeconds = 60;
/** What a cut connection looks like: the node may be there again in a moment. */
const cut: ReadonlySet<ErrorCode> = new Set([
  'node_lost',
  'node_unreachable',
  'node_refused',
  'node_deadline',
  'ssh_channel_refused',
]);

/**
 * Lets the panel work as root on a node by its own key: key and drop-in in place, sshd reloaded, proven by a new connection, and only then
 * given to the fleet. Whatever is cut off on the way, the node puts itself back as it was (see {@link nodeScript}). Safe to run twice.
 * @throws AppError `root_unavailable`, `root_password_wrong`, `su_not_allowed`, `sudo_refused`, `sshd_config_invalid`,
 *   `root_login_rolled_back`, `step_failed`, `disk_full`, and why the node cannot be reached
 */
export const installRootLogin = (runtime: RootLoginRuntime, nodeId: string, options: RootLoginOptions = {}): Promise<void> =>
  runInTurn(runtime, nodeId, 'install', options);

/** What of the root login is there already. */
export interface RootLoginLook {
  /** The register has it as done, everything is in place, no run is under way on the node, and it has just taken the panel's key. */
  ok: boolean;
  /** Everything is in place on the node; the register alone does not know. */
  inPlace: boolean;
  /** The panel's line for authorized_keys, and whether it is there just so. */
  line: string;
  key: boolean;
  /** The drop-in is there just so. */
  config: boolean;
  /** What sshd makes of all its configuration for root (`sshd -T`). */
  permitRootLogin: string;
}

/** Looks how the root login of a node stands, and changes nothing. @throws AppError why nobody can be root on it, or reach it */
export async function lookAtRootLogin(runtime: RootLoginRuntime, nodeId: string): Promise<RootLoginLook> {
  const row = await runtime.db.node.findUnique({ where: { id: nodeId }, select: { rootLogin: true } });
  if (!row) throw new AppError('not_found');
  const { root, address, close } = await becomeRoot(runtime, nodeId, null);
  try {
    const line = keyLine(address, (await getPanelKey(runtime)).publicKey);
    const { complete, ...found } = await lookAt(root, line);
    const inPlace = complete && (await isProven(runtime.fleet, nodeId));
    return { ok: inPlace && row.rootLogin === 'done', inPlace, line, ...found };
  } finally {
    close();
  }
}

/** Takes the root login back: line and drop-in gone, and the login user reachable before root is given up. @throws AppError likewise */
export const removeRootLogin = (runtime: RootLoginRuntime, nodeId: string, options: RootLoginOptions = {}): Promise<void> =>
  runInTurn(runtime, nodeId, 'remove', options);

/**
 * One piece of work on a node's root login at a time, whoever asks: a student, a class, a step of provisioning, a start of the panel. Two at
 * once would take each other's guard for a run that was cut off, and put back what the other does. Nodes do not wait for one another.
 * @throws AppError `cancelled` for whoever gives up waiting
 */
function runInTurn(
  runtime: RootLoginRuntime,
  nodeId: string,
  what: 'install' | 'remove',
  options: RootLoginOptions,
): Promise<void> {
  return runtime.queues.rootLogins(nodeId, () => runNow(runtime, nodeId, what, options), options.signal);
}

async function runNow(
  runtime: RootLoginRuntime,
  nodeId: string,
  what: 'install' | 'remove',
  options: RootLoginOptions,
): Promise<void> {
  const { db, fleet } = runtime;
  const before = await db.node.findUnique({ where: { id: nodeId }, select: { rootLogin: true, rootLoginSince: true } });
  if (!before) throw new AppError('not_found');
  const way = what === 'install' ? 'installing' : 'removing';
  await enter(runtime, nodeId, way, null, false);
  const steps = createSteps(options.report);
  let outcome: Outcome;
  try {
    outcome = await retryWhenCut(runtime, nodeId, what, options, () => runSteps(runtime, nodeId, what, options, steps));
  } catch (error) {
    const known = isAppError(error) ? error : new AppError('internal', { cause: error });
    steps.fail(known);
    const reason = { code: known.code, detail: known.detail ?? null };
    const stage = fallBack(before.rootLogin, what);
    await enter(runtime, nodeId, stage, reason, (stage === 'done') !== (before.rootLogin === 'done'));
    throw error;
  }
  const asBefore = before.rootLogin === 'done' && outcome === 'unchanged';
  // Found in place, it has been so since it was made, not since somebody looked.
  await enter(runtime, nodeId, what === 'install' ? 'done' : 'none', null, !asBefore, asBefore ? before.rootLoginSince : null);
  if (asBefore) return;
  // Whoever holds the old connection lets go of it only now. Nobody's shell ends because the panel may do more; what was root's by the
  // panel's key ends with it.
  await fleet.reconnect(nodeId, { keepShells: what === 'install' });
}

/**
 * What a failure leaves: the student's ticks, and a root login that was there; the fleet tries that one again, and says so when the node
 * refuses it. A set-up that was cut off before is none: the node has put itself back.
 */
function fallBack(before: string, what: 'install' | 'remove'): RootLoginStage {
  if (before === 'shell' || before === 'root' || before === 'at_root') return before;
  if (before === 'installing') return what === 'install' ? 'none' : 'done';
  return before === 'none' ? 'none' : 'done';
}

/** The one field, and who hears of it. `follow`: who holds the connection is another now, so every fleet looks again. */
async function enter(
  { db, bus, now }: RootLoginRuntime,
  nodeId: string,
  stage: RootLoginStage,
  reason: { code: string; detail: string | null } | null,
  follow: boolean,
  since: Date | null = null,
): Promise<void> {
  const at = now();
  await db.node.updateMany({
    where: { id: nodeId },
    data: {
      rootLogin: stage,
      rootLoginReason: reason && JSON.stringify(reason),
      rootLoginSince: since ?? at,
      ...(follow && { updatedAt: at }),
    },
  });
  bus.publish('root-login.changed', { nodeId, stage, reason, observation: null, trouble: null });
}

/** Runs `work`; when the connection was cut, connects anew and runs it again: every step finds what is done already. */
async function retryWhenCut<T>(
  runtime: RootLoginRuntime,
  nodeId: string,
  what: 'install' | 'remove',
  options: RootLoginOptions,
  work: () => Promise<T>,
): Promise<T> {
  const tries = options.tries ?? 3;
  for (let attempt = 1; ; attempt++) {
    if (options.signal?.aborted) throw new AppError('cancelled');
    try {
      return await work();
    } catch (error) {
      if (!isAppError(error) || !cut.has(error.code) || attempt >= tries) throw error;
      runtime.log.info({ nodeId, attempt, code: error.code }, 'the set-up of a root login was cut off and is taken up again');
      // The connection beside the held one may be what was cut: nobody's shell ends for it.
      await runtime.fleet.reconnect(nodeId, { keepShells: what === 'install' });
    }
  }
}

/** `unchanged`: everything was in place and worked already. */
type Outcome = 'changed' | 'unchanged';

async function runSteps(
  runtime: RootLoginRuntime,
  nodeId: string,
  what: 'install' | 'remove',
  options: RootLoginOptions,
  steps: Steps,
): Promise<Outcome> {
  const { fleet } = runtime;
  steps.begin();
  const access = await steps.run('root', () => becomeRoot(runtime, nodeId, options.password ?? null));
  try {
    const { root } = access;
    const { publicKey } = await getPanelKey(runtime);
    const line = keyLine(access.address, publicKey);
    if (what === 'install' && (await lookAt(root, line)).complete && (await isProven(fleet, nodeId))) {
      steps.allDone();
      return 'unchanged';
    }
    await steps.run('files', async () => {
      const seconds = String(options.guardSeconds ?? guardSeconds);
      const input = what === 'install' ? ['install', seconds, access.address, line] : ['remove', seconds, access.address];
      await verb(root, input, 30_000);
    });
    let proof: SshConnection | null = null;
    try {
      await steps.run('reload', () => verb(root, ['reload'], 30_000));
      proof = await steps.run('connect', () => (what === 'install' ? provePanelRoot(fleet, nodeId) : fleet.openLogin(nodeId)));
    } catch (error) {
      throw await rolledBack(root, error);
    }
    try {
      // Confirmed over the new connection, where that one is root: it is the one that must work.
      const connection = proof;
      const confirmed = what === 'install' ? createRootAccess(connection, 'root', { password: async () => null }) : root;
      await steps.run('finish', () => verb(confirmed, ['confirm'], 15_000));
    } finally {
      proof.close();
    }
    return 'changed';
  } finally {
    access.close();
  }
}

/** Puts everything back at once, or leaves it to the node's guard when it cannot be reached. @returns what to say */
async function rolledBack(root: RootAccess, error: unknown): Promise<unknown> {
  const lost = await verb(root, ['rollback'], 30_000).then(
    () => false,
    () => true,
  );
  if (!isAppError(error)) return error;
  // Cut off: to be taken up again. Anything else is an answer of the node.
  if (lost && cut.has(error.code)) return error;
  const detail = error.detail ? `${error.code}: ${error.detail}` : error.code;
  return error.code === 'sshd_config_invalid' ? error : new AppError('root_login_rolled_back', { detail, cause: error });
}

interface Access {
  root: RootAccess;
  address: string;
  close(): void;
}

/** root by what the register has, by a typed password, or by the panel's key where an earlier run had put it. */
async function becomeRoot(runtime: RootLoginRuntime, nodeId: string, password: string | null): Promise<Access> {
  const { fleet } = runtime;
  if (password !== null) {
    const connection = await fleet.openLogin(nodeId);
    try {
      const { root, refusal } = await findRoot(connection, {
        loginPassword: async () => null,
        rootPassword: async () => password,
      });
      if (!root) throw refusal ?? new AppError('root_unavailable');
      return { root, address: await addressOf(connection), close: () => connection.close() };
    } catch (error) {
      connection.close();
      throw error;
    }
  }
  try {
    const root = await fleet.root(nodeId);
    return { root, address: await addressOf(await fleet.ssh(nodeId)), close: () => {} };
  } catch (error) {
    if (isAppError(error) && cut.has(error.code)) throw error;
    const connection = await fleet.openPanelRoot(nodeId).catch(() => null);
    if (!connection) throw error;
    const root = createRootAccess(connection, 'root', { password: async () => null });
    try {
      return { root, address: await addressOf(connection), close: () => connection.close() };
    } catch (failure) {
      connection.close();
      throw failure;
    }
  }
}

async function addressOf(connection: SshConnection): Promise<string> {
  const said = (await connection.run(panelAddress)).stdout.toString().trim();
  const address = said.split(' ')[0] ?? '';
  // It becomes part of a line of authorized_keys: an address and nothing else.
  if (!/^[0-9a-fA-F.:]+$/.test(address))
    throw new AppError('step_failed', { detail: `The node does not say where the panel comes from: "${said.slice(0, 80)}".` });
  return address;
}

/**
 * `restrict` takes everything away (agent and X11 forwarding, ~/.ssh/rc, terminals, forwarding), then terminals and forwarding are given
 * back: without `port-forwarding` sshd opens no channel to Docker's socket either, found on OpenSSH 9.2 and 10.0.
 */
function keyLine(address: string, publicKey: string): string {
  return `from="${address}",restrict,pty,port-forwarding ${publicKey} berth-panel`;
}

async function lookAt(root: RootAccess, line: string) {
  const said = (await verb(root, ['look', line], 15_000)).stdout.toString().split('\n');
  const [key, config] = [said.includes('key=same'), said.includes('drop=same')];
  const permitRootLogin = said.find((fact) => fact.startsWith('effective='))?.slice('effective='.length) ?? '';
  const byKeyAlone = permitRootLogin === 'without-password' || permitRootLogin === 'prohibit-password';
  return { key, config, permitRootLogin, complete: said.includes('armed=no') && key && config && byKeyAlone };
}

async function isProven(fleet: RootLoginRuntime['fleet'], nodeId: string): Promise<boolean> {
  const connection = await provePanelRoot(fleet, nodeId).catch(() => null);
  connection?.close();
  return connection !== null;
}

async function provePanelRoot(fleet: RootLoginRuntime['fleet'], nodeId: string): Promise<SshConnection> {
  const connection = await fleet.openPanelRoot(nodeId);
  try {
    const root = createRootAccess(connection, 'root', { password: async () => null });
    await root.run(panelAddress);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** One verb of the node's script. @throws AppError for every exit code that is not 0 */
async function verb(root: RootAccess, input: string[], timeoutMs: number) {
  const result = await root.run(nodeScript, { input: `${input.join('\n')}\n`, timeoutMs });
  if (result.code === 0) return result;
  const detail = result.stderr.toString().trim().slice(0, 2_000);
  if (result.code === null) throw new AppError('node_lost', { detail: detail || `${input[0]} was cut off` });
  if (result.code === 10 || result.code === 11) throw new AppError('sshd_config_invalid', { detail });
  if (result.code === 12) throw new AppError('step_failed', { detail: 'sshd did not listen again in 10 s after its reload.' });
  if (result.code === 13) throw new AppError('root_login_rolled_back', { detail: 'The node had put everything back already.' });
  if (result.code === 14)
    throw new AppError('step_failed', { detail: 'The guard that would put everything back did not start.' });
  if (/no space left/i.test(detail)) throw new AppError('disk_full', { detail });
  throw new AppError('step_failed', { detail: detail || `${input[0]} ended with ${result.code}` });
}

type Steps = ReturnType<typeof createSteps>;

/** The steps as the job's progress shows them. */
function createSteps(report: RootLoginOptions['report']) {
  let steps: JobStep[] = [];
  const tell = () => report?.(steps.map((step) => ({ ...step })));
  const set = (id: RootLoginStep, state: JobStep['state'], error: JobStep['error'] = null) => {
    steps = steps.map((step) => (step.id === id ? { ...step, state, error } : step));
    tell();
  };
  return {
    begin() {
      steps = rootLoginSteps.map((id) => ({ id, state: 'waiting', detail: null, error: null }));
      tell();
    },
    async run<T>(id: RootLoginStep, work: () => Promise<T>): Promise<T> {
      set(id, 'running');
      try {
        const value = await work();
        set(id, 'done');
        return value;
      } catch (error) {
        set(
          id,
          'failed',
          isAppError(error) ? { code: error.code, detail: error.detail ?? null } : { code: 'internal', detail: null },
        );
        throw error;
      }
    },
    /** Found so already: nothing was changed. */
    allDone() {
      steps = steps.map((step) => (step.state === 'waiting' ? { ...step, state: 'ok' } : step));
      tell();
    },
    fail(error: AppError) {
      const code = { code: error.code, detail: error.detail ?? null };
      let failed = steps.some((step) => step.state === 'failed');
      steps = steps.map((step) => {
        if (step.state === 'done' && step.id !== 'root' && error.code === 'root_login_rolled_back')
          return { ...step, state: 'undone' };
        if (step.state !== 'waiting' && step.state !== 'running') return step;
        if (failed) return { ...step, state: 'skipped' };
        failed = true;
        return { ...step, state: 'failed', error: code };
      });
      tell();
    },
  };
}
