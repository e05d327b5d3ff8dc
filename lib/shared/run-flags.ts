import type { RunContainer } from './containers';
import { bytesOf } from './docker-memory';

/** A flag of `docker run`. */
export interface RunFlag {
  /** Without a value of its own unless one follows `=`. */
  isSwitch: boolean;
  /** Puts it into the request; false where the request cannot hold that value. Null for a flag that it has no place for. */
  take: ((run: RunContainer, value: string) => boolean) | null;
}

/** @param name without its dashes. @returns null for what is no flag of `docker run` */
export function flagsOf(name: string): RunFlag | null {
  if (Object.hasOwn(held, name)) return held[name] ?? null;
  if (otherSwitches.has(name)) return { isSwitch: true, take: null };
  return otherFlags.has(name) ? { isSwitch: false, take: null } : null;
}

type Take = NonNullable<RunFlag['take']>;
const takes = (take: Take): RunFlag => ({ isSwitch: false, take });
const turns = (key: 'tty' | 'interactive' | 'autoRemove' | 'privileged'): RunFlag => ({
  isSwitch: true,
  take(run, value) {
    const on = boolOf(value);
    if (on !== null) run[key] = on;
    return on !== null;
  },
});
/** The last one given counts. */
const text = (key: 'name' | 'user' | 'workdir' | 'entrypoint'): RunFlag =>
  takes((run, value) => {
    run[key] = value;
    return true;
  });
const network = takes((run, value) => {
  // Of several, and with options, there is no place.
  if (run.network !== undefined || /[=,]/.test(value)) return false;
  run.network = value;
  return true;
});

/** `-d`: no part of the request, since the container that is made is the same. Whoever reads a line asks for its value here. */
export const detachFlag: RunFlag = { isSwitch: true, take: (_run, value) => boolOf(value) !== null };

const held: Record<string, RunFlag> = {
  detach: detachFlag,
  interactive: turns('interactive'),
  tty: turns('tty'),
  rm: turns('autoRemove'),
  privileged: turns('privileged'),
  name: text('name'),
  user: text('user'),
  workdir: text('workdir'),
  entrypoint: text('entrypoint'),
  network,
  net: network,
  publish: takes((run, value) => addAll(run.ports, readPorts(value))),
  volume: takes((run, value) => addAll(run.volumes, readVolume(value))),
  mount: takes((run, value) => addAll(run.volumes, readMount(value))),
  // Without a value it is that of the shell.
  env: takes((run, value) => value.includes('=') && addAll(run.env, [value])),
  label: takes((run, value) => addAll(run.labels, [value.includes('=') ? value : `${value}=`])),
  'cap-add': takes((run, value) => addAll(run.capAdd, [value])),
  device: takes((run, value) => addAll(run.devices, [value])),
  pid: takes((run, value) => {
    if (value === 'host') run.pid = value;
    return value === 'host';
  }),
  memory: takes((run, value) => {
    const bytes = bytesOf(value);
    if (!Number.isNaN(bytes)) run.memoryBytes = bytes;
    return !Number.isNaN(bytes);
  }),
  cpus: takes((run, value) => {
    const isNumber = /^\d{1,6}(\.\d{1,9})?$/.test(value);
    if (isNumber) run.cpus = Number(value);
    return isNumber;
  }),
  // docker/cli (container/opts.go) hands it on as it is; 0 and -1 are no limit.
  'pids-limit': takes((run, value) => {
    const isNumber = /^-?\d{1,7}$/.test(value);
    const pids = Number(value);
    if (isNumber && pids > 0) run.pids = pids;
    return isNumber && pids >= -1;
  }),
  restart: takes((run, value) => {
    const [, policy, retries] = /^(no|always|unless-stopped|on-failure)(?::(\d{1,7}))?$/.exec(value) ?? [];
    if (policy === undefined) return false;
    run.restart = policy as NonNullable<RunContainer['restart']>;
    run.restartRetries = retries === undefined ? undefined : Number(retries);
    return true;
  }),
};

/** The letters of docker/cli, container/opts.go. */
export const shortFlags: Readonly<Record<string, string>> = {
  ...{ a: 'attach', c: 'cpu-shares', d: 'detach', e: 'env', h: 'hostname', i: 'interactive', l: 'label', m: 'memory' },
  ...{ p: 'publish', P: 'publish-all', q: 'quiet', t: 'tty', u: 'user', v: 'volume', w: 'workdir' },
};

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));
/** The rest of `docker run --help`, Docker 20.10 to 29: those without a value. */
const otherSwitches = words(`
  disable-content-trust help init no-healthcheck oom-kill-disable publish-all quiet read-only sig-proxy use-api-socket
`);
/** And those with one. */
const otherFlags = words(`
  add-host annotation attach blkio-weight blkio-weight-device cap-drop cgroup-parent cgroupns cidfile cpu-count cpu-percent cpu-period
  cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpuset-cpus cpuset-mems detach-keys device-cgroup-rule device-read-bps
  device-read-iops device-write-bps device-write-iops dns dns-opt dns-option dns-search domainname env-file expose gpus group-add
  health-cmd health-interval health-retries health-start-interval health-start-period health-timeout hostname io-maxbandwidth io-maxiops ip
  ip6 ipc isolation kernel-memory label-file link link-local-ip log-driver log-opt mac-address memory-reservation memory-swap
  memory-swappiness net-alias network-alias oom-score-adj platform pull runtime security-opt shm-size stop-signal stop-timeout
  storage-opt sysctl tmpfs ulimit userns uts volume-driver volumes-from
`);

/** As pflag reads a switch's value (Go's strconv.ParseBool). */
export function boolOf(value: string): boolean | null {
  if (/^(1|t|T|true|TRUE|True)$/.test(value)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(value) ? false : null;
}

function addAll<T>(list: T[], items: readonly T[] | null): boolean {
  list.push(...(items ?? []));
  return items !== null;
}

type Port = RunContainer['ports'][number];
const rangesMax = 32;

/** `[[ip:][host]:]container[/protocol]`; a range of ports is as many of them. @returns null for what is none */
export function readPorts(value: string): Port[] | null {
  const [, address = '', protocol = 'tcp'] = /^([^/]*)(?:\/(tcp|udp))?$/i.exec(value) ?? [];
  const [, v6, v6Ports] = /^\[([^\]]*)\]:(.*)$/.exec(address) ?? [];
  const parts = (v6Ports ?? address).split(':');
  const containers = readRange(parts.pop() ?? '');
  const host = parts.pop() ?? '';
  const hostIp = v6 ?? parts.pop();
  // An address is followed by two colons' worth of ports.
  if (containers === null || parts.length > 0 || (v6 !== undefined && v6Ports?.split(':').length !== 2)) return null;
  const hosts = host === '' ? [] : readRange(host);
  if (hosts === null || (hosts.length > 0 && hosts.length !== containers.length)) return null;
  return containers.map((containerPort, index) => ({
    ...(hostIp ? { hostIp } : {}),
    ...(hosts[index] === undefined ? {} : { hostPort: hosts[index] }),
    ...{ containerPort, protocol: protocol.toLowerCase() as Port['protocol'] },
  }));
}

function readRange(value: string): number[] | null {
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value) ?? [];
  const length = Number(to) - Number(from) + 1;
  return length >= 1 && length <= rangesMax ? Array.from({ length }, (_, index) => Number(from) + index) : null;
}

type Volume = RunContainer['volumes'][number];

/** `[source:]target[:ro]`. @returns null for what is none, and other options than `ro` and `rw` */
export function readVolume(value: string): [Volume] | null {
  const [first = '', second, mode = 'rw', ...more] = value.split(':');
  if (more.length > 0 || !/^r[ow]$/.test(mode)) return null;
  if (second === undefined) return first.startsWith('/') ? [{ target: first, readOnly: false }] : null;
  const isSource = /^[a-zA-Z0-9/]/.test(first);
  return isSource && second.startsWith('/') ? [{ source: first, target: second, readOnly: mode === 'ro' }] : null;
}

/** A volume as `--mount` has it. `-v` would create a directory of the node that is not there, so one of these is not held. */
function readMount(value: string): [Volume] | null {
  const volume: Partial<Volume> = { readOnly: false };
  for (const field of value.split(',')) {
    const [key, ...rest] = field.split('=');
    const given = rest.join('=');
    if (key === 'source' || key === 'src') volume.source = given;
    else if (key === 'target' || key === 'dst' || key === 'destination') volume.target = given;
    else if (key === 'readonly' || key === 'ro') {
      const on = rest.length === 0 ? true : boolOf(given);
      if (on === null) return null;
      volume.readOnly = on;
    } else if (key !== 'type' || given !== 'volume') return null;
  }
  const { source, target, readOnly = false } = volume;
  if (!target?.startsWith('/') || source?.startsWith('/') || (readOnly && !source)) return null;
  return [{ ...(source ? { source } : {}), target, readOnly }];
}
