import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '@/lib/core/errors';
import { dockerPackages, lookAtPackages } from '@/lib/gateways/docker/commands/packages';
import { remote, type RemoteCommand } from '@/lib/gateways/ssh/remote';
import { failureOf, rootOf, runAsRoot } from '../run-as-root';
import type { Found, Step, StepNode } from '../step';

/* Into a file and without a hang-up, as Docker's packages are installed: what was begun is finished. */
const apt = {
  configure: remote`
trap '' HUP PIPE; export DEBIAN_FRONTEND=noninteractive
log=$(mktemp) && { dpkg --force-confdef --force-confold --configure -a && apt-get -q -y -o Dpkg::Use-Pty=0 --fix-broken install; } >"$log" 2>&1 3>&-; code=$?
tail -c 65536 "$log"; rm -f "$log"; exit $code`,
  update: remote`
trap '' HUP PIPE; export DEBIAN_FRONTEND=noninteractive
log=$(mktemp) && apt-get -q update >"$log" 2>&1 3>&-; code=$?
tail -c 65536 "$log"; rm -f "$log"; exit $code`,
} as const;

/** What apt-get(8) and dpkg(1) say, in the C locale. */
const locked =
  /Could not get lock|Unable to acquire the dpkg frontend lock|Unable to lock directory|is locked by another process/i;
const interrupted = /dpkg was interrupted|Unmet dependencies|fix-broken install/i;
const aptMs = 15 * 60_000;
const lockPauseMs = 1_000;

/** Docker of the distribution itself: packages `docker.io` and, where it is one of its own, `docker-cli`. */
export function dockerInstall(): Step {
  return {
    id: 'docker.install',
    async check(node): Promise<Found> {
      const found = await lookAtPackages(rootOf(node));
      if (found.installed && !found.broken) return { ok: true, detail: found.version };
      if (!found.supported) throw new AppError('distribution_unsupported', { detail: found.distribution });
      return { ok: false, detail: found.broken ? `${found.distribution}: dpkg --audit` : found.distribution };
    },
    async plan(node) {
      const found = await lookAtPackages(rootOf(node));
      return [...(found.broken ? ['dpkg --configure -a'] : []), 'apt-get update', 'apt-get install docker.io'];
    },
    async apply(node, report) {
      const found = await lookAtPackages(rootOf(node));
      if (found.broken) {
        report('dpkg --configure -a');
        await aptRun(node, apt.configure);
        const now = await lookAtPackages(rootOf(node));
        if (now.installed && !now.broken) return `dpkg --configure -a\n${now.version}`;
      }
      report('apt-get update');
      await aptRun(node, apt.update);
      report('apt-get install --download-only docker.io');
      await aptRun(node, dockerPackages.download);
      // The last moment to end without a trace: from here on the packages are unpacked, and that is finished.
      if (node.signal.aborted) throw new AppError('cancelled');
      report('apt-get install docker.io');
      await aptRun(node, dockerPackages.install);
      return `apt-get install docker.io\n${(await lookAtPackages(rootOf(node))).version}`;
    },
  };
}

/** Waits for a lock somebody else holds, and repairs once what an installation that was cut off left. @throws AppError */
async function aptRun(node: StepNode, command: RemoteCommand): Promise<void> {
  const deadline = performance.now() + node.lockWaitMs;
  let repaired = command === apt.configure;
  for (;;) {
    const said = await runAsRoot(node, command, { timeoutMs: aptMs });
    const text = `${said.stdout}\n${said.stderr}`;
    if (said.code === 0) return;
    if (locked.test(text)) {
      if (performance.now() >= deadline) throw failureOf(said, [[locked, 'package_manager_busy']]);
      await pause(lockPauseMs, node.signal);
    } else if (!repaired && interrupted.test(text)) {
      repaired = true;
      await aptRun(node, apt.configure);
    } else throw failureOf(said);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => {
    throw new AppError('cancelled');
  });
}
