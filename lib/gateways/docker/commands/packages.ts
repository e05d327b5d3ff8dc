import { remote } from '@/lib/gateways/ssh/remote';
import type { RootCommands } from '@/lib/gateways/ssh/root-commands';

/** What the distribution is, which of Docker's programs are there, and whether its package manager is in order. */
const look = remote`
cat /etc/os-release 2>/dev/null
printf '\nBERTH:VERSION '; dockerd --version 2>/dev/null || docker --version 2>/dev/null; printf '\n'
if command -v dockerd >/dev/null 2>&1; then echo BERTH:DAEMON; fi
if command -v docker >/dev/null 2>&1; then echo BERTH:CLI; fi
if command -v apt-get >/dev/null 2>&1; then echo BERTH:APT; fi
if command -v dpkg >/dev/null 2>&1 && [ -n "$(dpkg --audit 2>/dev/null | head -c 1)" ]; then echo BERTH:BROKEN; fi`;

/**
 * Docker of the distribution itself: packages `docker.io` and, where it is one of its own, `docker-cli`. apt writes into a file and hears no
 * hang-up, so a connection that is cut leaves it to finish what it began: a package half unpacked is the worst state a node can be in.
 * dpkg's questions get their defaults and configuration files of the node stay as they are (dpkg(1)).
 */
export const dockerPackages = {
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

/** Docker's packages on a node, and whether they can be installed there. */
export interface PackageState {
  distribution: string;
  /** Debian or Ubuntu itself, or made from them by its own word (ID_LIKE, os-release(5)) with apt in it. */
  supported: boolean;
  /** What dockerd, else docker, prints as its version; empty where there is neither. */
  version: string;
  /** Both programs are there. */
  installed: boolean;
  /** An installation was cut off: `dpkg --audit` names packages. */
  broken: boolean;
}

/** @throws AppError when the node cannot be asked */
export async function lookAtPackages(root: RootCommands): Promise<PackageState> {
  const { stdout } = await root.run(look, { timeoutMs: 30_000 });
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
