import { AppError } from '@/lib/core/errors';
import { remote } from '@/lib/gateways/ssh/commands';
import { failureOf, runAsRoot, type Said } from '../run-as-root';
import type { Found, Step, StepNode } from '../step';

const look = remote`
cat /etc/os-release 2>/dev/null
printf '\nBERTH:VERSION '; dockerd --version 2>/dev/null || docker --version 2>/dev/null; printf '\n'
if command -v dockerd >/dev/null 2>&1; then echo BERTH:DAEMON; fi
if command -v docker >/dev/null 2>&1; then echo BERTH:CLI; fi
if command -v apt-get >/dev/null 2>&1; then echo BERTH:APT; fi
if command -v dpkg >/dev/null 2>&1 && [ -n "$(dpkg --audit 2>/dev/null | head -c 1)" ]; then echo BERTH:BROKEN; fi`;

/*
 * apt writes into a file and hears no hang-up, so a connection that is cut leaves it to finish what it began: a package half unpacked is
 * the worst state a node can be in. dpkg's questions get their defaults and configuration files of the node stay as they are (dpkg(1)).
 */
const apt = {
  configure: remote`
trap '' HUP PIPE; export DEBIAN_FRONTEND=noninteractive
log=$(mktemp) && { dpkg --force-confdef --force-confold --configure -a && apt-get -q -y -o Dpkg::Use-Pty=0 --fix-broken install; } >"$log" 2>&1 3>&-; code=$?
tail -c 65536 "$log"; rm -f "$log"; exit $code`,
  update: remote`
trap '' HUP PIPE; export DEBIAN_FRONTEND=noninteractive
log=$(mktemp) && apt-get -q update >"$log" 2>&1 3>&-; code=$?
tail -c 65536 "$log"; rm -f "$log"; exit $code`,
  download: remote`
trap '' HUP PIPE; export DEBIAN_FRONTEND=noninteractive
packages=docker.io; if apt-cache show docker-cli >/dev/null 2>&1; then packages="docker.io docker-cli"; fi
log=$(mktemp) && apt-get -q -y --download-only install $packages >"$log" 2>&1 3>&-; code=$?
tail -c 65536 "$log"; rm -f "$log"; exit $code`,
  install: remote`
trap '' HUP PIPE; export DEBIAN_FRONTEND=noninteractive
packages=docker.io; if apt-cache show docker-cli >/dev/null 2>&1; then packages="docker.io docker-cli"; fi
log=$(mktemp) && apt-get -q -y -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install $packages >"$log" 2>&1 3>&-; code=$?
tail -c 65536 "$log"; rm -f "$log"; exit $code`,
} as const;

/** What apt-get(8) and dpkg(1) say, in the C locale. */
const locked =
  /Could not get lock|Unable to acquire the dpkg frontend lock|Unable to lock directory|is locked by another process/i;
const interrupted = /dpkg was interrupted|Unmet dependencies|fix-broken install/i;
const aptMs = 15 * 60_000;
const lockPauseMs = 1_000;

interface Looked {
  distribution: string;
  /** Debian or Ubuntu itself, or made from them by its own word (ID_LIKE, os-release(5)) with apt in it. */
  supported: boolean;
  version: string;
  installed: boolean;
  broken: boolean;
}

/** Docker of the distribution itself: packages `docker.io` and, where it is one of its own, `docker-cli`. */
export function dockerInstall(): Step {
  return {
    id: 'docker.install',
    async check(node): Promise<Found> {
      const found = await lookAt(node);
      if (found.installed && !found.broken) return { ok: true, detail: found.version };
      if (!found.supported) throw new AppError('distribution_unsupported', { detail: found.distribution });
      return { ok: false, detail: found.broken ? `${found.distribution}: dpkg --audit` : found.distribution };
    },
    async plan(node) {
      const found = await lookAt(node);
      return [...(found.broken ? ['dpkg --configure -a'] : []), 'apt-get update', 'apt-get install docker.io'];
    },
    async apply(node, report) {
      const found = await lookAt(node);
      if (found.broken) {
        report('dpkg --configure -a');
        await aptRun(node, apt.configure);
        const now = await lookAt(node);
        if (now.installed && !now.broken) return `dpkg --configure -a\n${now.version}`;
      }
      report('apt-get update');
      await aptRun(node, apt.update);
      report('apt-get install --download-only docker.io');
      await aptRun(node, apt.download);
      // The last moment to end without a trace: from here on the packages are unpacked, and that is finished.
      if (node.signal.aborted) throw new AppError('cancelled');
      report('apt-get install docker.io');
      await aptRun(node, apt.install);
      return `apt-get install docker.io\n${(await lookAt(node)).version}`;
    },
  };
}

async function lookAt(node: StepNode): Promise<Looked> {
  const { stdout } = await runAsRoot(node, look, { timeoutMs: 30_000 });
  const lines = stdout.split('\n');
  const field = (key: string) => {
    const line = lines.find((l) => l.startsWith(`${key}=`));
    return line?.slice(key.length + 1).replace(/^["']|["']$/g, '') ?? '';
  };
  const has = (word: string) => lines.includes(`BERTH:${word}`);
  const family = [field('ID'), ...field('ID_LIKE').split(' ')];
  return {
    distribution: field('PRETTY_NAME') || field('ID') || 'os-release: ?',
    supported: has('APT') && family.some((id) => id === 'debian' || id === 'ubuntu'),
    version:
      lines
        .find((l) => l.startsWith('BERTH:VERSION '))
        ?.slice('BERTH:VERSION '.length)
        .trim() ?? '',
    installed: has('DAEMON') && has('CLI'),
    broken: has('BROKEN'),
  };
}

/** Waits for a lock somebody else holds, and repairs once what an installation that was cut off left. @throws AppError */
async function aptRun(node: StepNode, command: typeof apt.update): Promise<void> {
  const deadline = performance.now() + node.lockWaitMs;
  let repaired = command === apt.configure;
  for (;;) {
    const said: Said = await runAsRoot(node, command, { timeoutMs: aptMs });
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

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(new AppError('cancelled'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
