import { parseJson } from '@/lib/core/parse-json';
import { isAppError } from '@/lib/core/errors';
import type { Runtime } from '@/lib/core/runtime';
import { nodeReasonSchema, type RootLoginStage, rootLoginStageSchema } from '@/lib/shared/nodes';
import type { RootLoginObservation, RootLoginTrouble } from '@/lib/shared/root-login';
import { remote } from '@/lib/gateways/ssh/remote';
import { readFields } from '@/lib/gateways/ssh/fields';
import type { PtyChannel } from '@/lib/gateways/ssh/pty-channel';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { rootPasswordState } from './node-script';
import { isSuAllowed, parseProcesses, readShellObservation, type ShellObservation } from './shell-observation';

/** The sshd process that serves this connection: the nearest of that name above what it starts; login shells may stand between. */
const servingSshd = remote`
p=$PPID
while [ "$p" -gt 1 ]; do
  name= up=0
  while read -r key value rest; do case "$key" in Name:) name=$value;; PPid:) up=$value;; esac; done </proc/$p/status
  case "$name" in sshd*|dropbear*) echo "sshd=$p"; exit 0;; esac
  p=$up
done
echo "sshd=$PPID"`;
/** All processes of the node, as everybody may see them: pid, parent, process group, terminal, name; then their users. */
const probe = remote`
sed -nE 's/^([0-9]+) \((.*)\) [A-Za-z] ([0-9]+) ([0-9]+) [0-9]+ (-?[0-9]+) .*/\1 \3 \4 \5 \2/p' /proc/[0-9]*/stat 2>/dev/null
echo
grep -s '^Uid:' /proc/[0-9]*/status`;
/** Where a process stands; only root and its own user may ask (ptrace(2), "access mode checking"). */
const standsIn = remote`IFS= read -r pid; readlink "/proc/$pid/cwd"`;
const suRules = remote`id -Gn; cat /etc/pam.d/su`;
const rootPasswordStateBySudo = remote`sudo -n passwd -S root`;

/** After this pause in the output something may have ended. */
const settleMs = 150;
/** Output that never pauses is looked at all the same. */
const atLeastEveryMs = 1_000;

type ObservedRuntime = Pick<Runtime, 'db' | 'bus' | 'fleet' | 'log' | 'now'>;
const order: readonly RootLoginStage[] = ['none', 'shell', 'root', 'at_root'];

/** A guided shell under observation. Nothing is asked before `start`. */
export interface Observation {
  start(pty: PtyChannel): void;
}

/**
 * Makes ready to observe the shell that is opened next on `connection`: who it is and where it stands is asked of the node each time its
 * output has settled, and of nothing else; the text itself is not read. What is seen is stored upward in the node's one field and told by
 * `root-login.changed`. Ends by itself when root stands in `/`, or with the shell.
 */
export async function prepareObservation(
  runtime: ObservedRuntime,
  nodeId: string,
  connection: SshConnection,
): Promise<Observation> {
  const sshd = Number(readFields((await connection.run(servingSshd)).stdout.toString()).get('sshd') ?? Number.NaN);
  return { start: (pty) => observe(runtime, nodeId, connection, pty, sshd) };
}

function observe(runtime: ObservedRuntime, nodeId: string, connection: SshConnection, pty: PtyChannel, sshd: number): void {
  let timer: NodeJS.Timeout | null = null;
  let firstAt = 0;
  let state: 'idle' | 'looking' | 'look again' | 'over' = 'idle';
  let last: { observation: RootLoginObservation; trouble: RootLoginTrouble | null } | null = null;

  const onOutput = () => {
    const now = performance.now();
    if (timer) {
      if (now - firstAt >= atLeastEveryMs) return;
      clearTimeout(timer);
    } else firstAt = now;
    timer = setTimeout(settled, settleMs);
    timer.unref();
  };

  function settled(): void {
    timer = null;
    if (state === 'looking') state = 'look again';
    if (state !== 'idle') return;
    state = 'looking';
    void look()
      .catch((error: unknown) => {
        if (!isAppError(error)) runtime.log.warn({ error, nodeId }, 'a guided shell could not be looked at');
      })
      .finally(() => {
        const again = state === 'look again';
        if (state !== 'over') state = 'idle';
        if (again) settled();
      });
  }

  function end(): void {
    state = 'over';
    if (timer) clearTimeout(timer);
    pty.output.removeListener('data', onOutput);
  }

  async function look(): Promise<void> {
    const seen = readShellObservation(parseProcesses((await connection.run(probe)).stdout.toString()), sshd);
    const stage = await stageOf(seen);
    const observation = stage === 'at_root' ? 'at_root' : seen.observation;
    const trouble = await troubleOf(observation);
    const moved = stage !== null && (await raise(stage));
    if (stage === 'at_root') end();
    if (!moved && last?.observation === observation && last.trouble === trouble) return;
    last = { observation, trouble };
    await tell(observation, trouble);
  }

  async function stageOf({ observation, rootShell }: ShellObservation): Promise<RootLoginStage | null> {
    if (observation === 'unknown' || observation === 'gone') return null;
    if (observation !== 'root' || rootShell === null) return 'shell';
    return (await cwdOf(rootShell)) === '/' ? 'at_root' : 'root';
  }

  /** As root, when the panel can be it; else nobody can tell, and nothing waits for it. */
  async function cwdOf(pid: number): Promise<string | null> {
    const input = `${pid}\n`;
    const root = await runtime.fleet.root(nodeId).catch(() => null);
    const asked = root ? await root.run(standsIn, { input }) : await connection.run(standsIn, { input });
    return asked.code === 0 ? asked.stdout.toString().trim() : null;
  }

  /** A question that ended without root: why, as far as the node tells. */
  async function troubleOf(observation: RootLoginObservation): Promise<RootLoginTrouble | null> {
    if (observation !== 'shell') return null;
    if (last?.observation === 'shell') return last.trouble;
    if (last?.observation === 'sudo_asks') return 'sudo_instead';
    if (last?.observation !== 'su_asks') return null;
    const [groups = '', ...pam] = (await connection.run(suRules)).stdout.toString().split('\n');
    if (!isSuAllowed(pam.join('\n'), groups.trim().split(' '))) return 'su_not_allowed';
    return (await isRootLocked()) ? 'root_locked' : 'wrong_password';
  }

  async function isRootLocked(): Promise<boolean> {
    const root = await runtime.fleet.root(nodeId).catch(() => null);
    const { stdout } = root ? await root.run(rootPasswordState) : await connection.run(rootPasswordStateBySudo);
    // L: locked; NP has none, so `su` needs none (passwd(1)).
    return stdout.toString().split(' ')[1]?.startsWith('L') ?? false;
  }

  /** Upward only, and never over what the panel's own set-up says. */
  async function raise(stage: RootLoginStage): Promise<boolean> {
    const below = order.slice(0, order.indexOf(stage));
    const { count } = await runtime.db.node.updateMany({
      where: { id: nodeId, rootLogin: { in: below } },
      data: { rootLogin: stage, rootLoginReason: null, rootLoginSince: runtime.now() },
    });
    return count > 0;
  }

  async function tell(observation: RootLoginObservation, trouble: RootLoginTrouble | null): Promise<void> {
    const row = await runtime.db.node.findUnique({ where: { id: nodeId }, select: { rootLogin: true, rootLoginReason: true } });
    if (!row) return;
    const stage = rootLoginStageSchema.catch('none').parse(row.rootLogin);
    const reason = parseJson(nodeReasonSchema, row.rootLoginReason);
    runtime.bus.publish('root-login.changed', { nodeId, stage, reason, observation, trouble });
  }

  pty.output.on('data', onOutput);
  const forget = runtime.bus.subscribe('guided-shell.attached', (event) => {
    if (event.nodeId === nodeId && last) void tell(last.observation, last.trouble).catch(() => {});
  });
  void pty.ended.then(() => {
    forget();
    if (state !== 'over' && last && last.observation !== 'gone') void tell('gone', null).catch(() => {});
    end();
  });
  // The first prompt may have come before anybody listened.
  onOutput();
}
