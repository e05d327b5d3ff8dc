import { ensureLab, execOnNode, type LabNode, stopSshd } from '@/lab/lab';
import { type FleetPanel, startFleetPanel } from './fleet-panel';

/*
 * Inside a lab node, process 1 of a pid namespace of its own: systemd asks for that, for /run, /proc and its own hierarchy of cgroups, and
 * for nothing else (https://systemd.io/CONTAINER_INTERFACE). Version 1 of cgroups has to be allowed by name since systemd 256.
 */
const boot = `
g=/sys/fs/cgroup; [ -d $g/systemd ] && g=$g/systemd
mkdir -p $g/$1 && echo $$ >$g/$1/cgroup.procs
exec setsid unshare --mount --pid --cgroup --fork --mount-proc --kill-child=SIGKILL /bin/sh -c '
if [ -d /sys/fs/cgroup/systemd ]; then
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup && mkdir /sys/fs/cgroup/systemd && mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
else mount -t cgroup2 cgroup2 /sys/fs/cgroup; fi
exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1 systemd.unit=multi-user.target
' </dev/null >/var/log/systemd.log 2>&1 &
i=0; while [ $i -lt 600 ]; do
  p=$(pgrep -xo systemd) && nsenter --target $p --mount --pid --cgroup systemctl is-active --quiet ssh.service 2>/dev/null && exit 0
  i=$((i+1)); sleep 0.1
done
cat /var/log/systemd.log >&2; exit 1`;

/**
 * From now on systemd runs a lab node's services (base trixie, which has it): its own sshd and dockerd, on the same address and files.
 * @throws Error with what systemd said when its sshd does not come up
 */
async function bootSystemd(lab: string, node: string): Promise<void> {
  await stopSshd(lab, node, true);
  const ended = 'kill $(pidof dockerd containerd) 2>/dev/null; while pidof dockerd containerd >/dev/null; do sleep 0.1; done';
  await execOnNode(lab, node, ['sh', '-c', ended], { timeoutMs: 30_000 });
  const said = await execOnNode(lab, node, ['sh', '-c', boot, 'sh', `berth-lab-${lab}-${node}`], { timeoutMs: 90_000 });
  if (said.code !== 0) throw new Error(`systemd of ${node} did not come up: ${said.stderr}`);
}

/** What a command says beside systemd, which answers nobody from outside its namespaces. */
export async function besideSystemd(lab: string, node: string, script: string): Promise<string> {
  const enter = 'exec nsenter --target $(pgrep -xo systemd) --mount --pid --cgroup /bin/sh -c "$1"';
  return (await execOnNode(lab, node, ['sh', '-c', enter, 'sh', script])).stdout;
}

/** A lab with one node that systemd runs, and a fleet of its own that has reached it. */
export async function startSystemdPanel(lab: string): Promise<{ node: LabNode; panel: FleetPanel; id: string }> {
  const [node] = (await ensureLab({ name: lab, nodes: [{ base: 'trixie', store: 'containerd' }] })).nodes;
  if (!node) throw new Error('The lab has no node.');
  await bootSystemd(lab, node.name);
  const panel = await startFleetPanel();
  const id = await panel.register(node);
  await panel.runtime.fleet.ssh(id);
  return { node, panel, id };
}
