import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { remote } from '@/lib/gateways/ssh/commands';
import { lastLines, mustAsRoot, runAsRoot } from './run-as-root';
import type { StepNode } from './step';

/** The daemon's version when it answers; else `missing`, `down`, or `gone` where there is no process of it either. perl is part of every Debian (perl-base), the CLI is not. */
const ask = remote`
if ! command -v dockerd >/dev/null 2>&1; then echo missing; exit 0; fi
exec 3>&-
if command -v docker >/dev/null 2>&1; then
  v=$(timeout 10 docker -H unix:///var/run/docker.sock version --format '{{.Server.Version}}' 2>/dev/null) && [ -n "$v" ] && { echo "Docker $v"; exit 0; }
else
  v=$(timeout 10 perl -MIO::Socket::UNIX -e 'my $d = IO::Socket::UNIX->new(Peer => "/var/run/docker.sock") or exit 1; print $d "GET /_ping HTTP/1.0\r\n\r\n"; local $/; print <$d>;' 2>/dev/null | tail -n 1) && [ "$v" = OK ] && { echo Docker; exit 0; }
fi
pidof dockerd >/dev/null && echo down || echo gone`;

/*
 * systemd where it runs (sd_booted(3)), else the init script, else the daemon itself: a container or a chroot has no init. Whatever is
 * started must not hold the command's own output open, or the command would never end.
 */
const start = remote`
if [ -d /run/systemd/system ]; then
  systemctl enable docker.service >/dev/null 2>&1
  systemctl start docker.service 3>&- && echo 'systemctl start docker'
  exit
fi
if [ -x /etc/init.d/docker ] && service docker start >/dev/null 2>&1 3>&-; then
  i=0; while [ $i -lt 20 ] && ! pidof dockerd >/dev/null; do i=$((i+1)); sleep 0.1; done
  if pidof dockerd >/dev/null; then echo 'service docker start'; exit 0; fi
fi
if ! pidof dockerd >/dev/null; then setsid dockerd >>/var/log/docker.log 2>&1 </dev/null 3>&- & fi
echo dockerd`;

const stop = remote`
if [ -d /run/systemd/system ]; then systemctl stop docker.service 3>&-; exit; fi
kill -TERM $(pidof dockerd) 2>/dev/null
i=0; while [ $i -lt 300 ] && pidof dockerd >/dev/null; do i=$((i+1)); sleep 0.1; done
! pidof dockerd >/dev/null`;

const hangUp = remote`kill -HUP $(pidof dockerd)`;

/** What the daemon goes by now, whatever its file says: both lists, as JSON. */
const registries = remote`
exec 3>&-
timeout 10 docker -H unix:///var/run/docker.sock info --format '{{json .RegistryConfig}}' 2>/dev/null`;

const log = remote`
if [ -d /run/systemd/system ]; then journalctl --unit docker.service --lines 15 --no-pager --output cat 2>/dev/null; exit 0; fi
tail -n 15 /var/log/docker.log 2>/dev/null; true`;

const pauseMs = 300;
const startMs = 60_000;
const goneAtMost = 12;

/** `Docker 20.10.24` when the daemon answers, else `missing` (not installed), `gone` (no process of it) or `down`. */
export async function askDaemon(node: StepNode): Promise<string> {
  return (await runAsRoot(node, ask, { timeoutMs: 30_000 })).stdout.trim();
}

export const answers = (asked: string): boolean => asked.startsWith('Docker');

/** Starts the daemon and waits until it answers. @returns how it was started @throws AppError `docker_missing`, `docker_down` with the end of its log */
export async function startDaemon(node: StepNode): Promise<string> {
  if ((await askDaemon(node)) === 'missing') throw new AppError('docker_missing');
  const how = (await runAsRoot(node, start, { timeoutMs: startMs + 30_000 })).stdout.trim();
  await waitForDaemon(node);
  return how;
}

/** @throws AppError `docker_down` with the end of the daemon's log */
export async function waitForDaemon(node: StepNode): Promise<void> {
  const deadline = performance.now() + startMs;
  let gone = 0;
  for (;;) {
    const asked = await askDaemon(node);
    if (answers(asked)) return;
    // An init may start it once more; one that stays away has ended for good, and its log says why.
    gone = asked === 'gone' ? gone + 1 : 0;
    if (gone > goneAtMost || performance.now() > deadline || node.signal.aborted)
      throw new AppError('docker_down', { detail: lastLines((await runAsRoot(node, log)).stdout) });
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Containers that run stop with it, unless the daemon keeps them (live-restore). @throws AppError */
export async function restartDaemon(node: StepNode): Promise<void> {
  await mustAsRoot(node, stop, { timeoutMs: 60_000 });
  await startDaemon(node);
}

/** Makes the daemon read its configuration again (dockerd(8), SIGHUP). @throws AppError */
export async function reloadDaemon(node: StepNode): Promise<void> {
  await mustAsRoot(node, hangUp);
}

const registriesSchema = z.object({
  Mirrors: z.array(z.string()).nullish(),
  InsecureRegistryCIDRs: z.array(z.string()).nullish(),
  IndexConfigs: z.record(z.string(), z.object({ Secure: z.boolean() })).nullish(),
});

/** Mirrors and insecure registries (names and networks) the running daemon goes by; null where it cannot be asked (no CLI). */
export async function askRegistries(node: StepNode): Promise<{ mirrors: string[]; insecure: string[] } | null> {
  const { code, stdout } = await runAsRoot(node, registries, { timeoutMs: 20_000 });
  if (code !== 0) return null;
  const { Mirrors, InsecureRegistryCIDRs, IndexConfigs } = registriesSchema.parse(JSON.parse(stdout));
  const names = Object.entries(IndexConfigs ?? {}).filter(([, index]) => !index.Secure);
  return {
    mirrors: (Mirrors ?? []).map((mirror) => mirror.replace(/\/+$/, '')),
    insecure: [...names.map(([name]) => name), ...(InsecureRegistryCIDRs ?? [])],
  };
}
