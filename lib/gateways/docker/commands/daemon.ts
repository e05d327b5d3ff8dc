import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { remote } from '@/lib/gateways/ssh/remote';
import { lastLines, type RootCommands } from '@/lib/gateways/ssh/root-commands';
import { plainMirror } from './daemon-json';

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

/** Whether the daemon answers; else that it does not, that there is no process of it, or that it is not installed. */
export interface DaemonState {
  kind: 'answers' | 'down' | 'gone' | 'missing';
  /** What the node printed: `Docker 20.10.24` when it answers. */
  said: string;
}

const registriesSchema = z.object({
  Mirrors: z.array(z.string()).nullish(),
  InsecureRegistryCIDRs: z.array(z.string()).nullish(),
  IndexConfigs: z.record(z.string(), z.object({ Secure: z.boolean() })).nullish(),
});

/** dockerd of one node, as root. */
export class DockerDaemon {
  readonly #root: RootCommands;
  readonly #signal: AbortSignal;

  /** @param signal nobody waits for the daemon any more */
  constructor(root: RootCommands, signal: AbortSignal) {
    this.#root = root;
    this.#signal = signal;
  }

  /** @throws AppError when the node cannot be asked */
  async state(): Promise<DaemonState> {
    const said = (await this.#root.run(ask, { timeoutMs: 30_000 })).stdout.trim();
    if (said.startsWith('Docker')) return { kind: 'answers', said };
    return { kind: said === 'missing' || said === 'gone' ? said : 'down', said };
  }

  /** Starts it and waits until it answers. @returns how it was started @throws AppError `docker_missing`, `docker_down` with the end of its log */
  async start(): Promise<string> {
    if ((await this.state()).kind === 'missing') throw new AppError('docker_missing');
    const how = (await this.#root.run(start, { timeoutMs: startMs + 30_000 })).stdout.trim();
    await this.untilItAnswers();
    return how;
  }

  /** @throws AppError `docker_down` with the end of its log */
  async untilItAnswers(): Promise<void> {
    const deadline = performance.now() + startMs;
    let gone = 0;
    for (;;) {
      const { kind } = await this.state();
      if (kind === 'answers') return;
      // An init may start it once more; one that stays away has ended for good, and its log says why.
      gone = kind === 'gone' ? gone + 1 : 0;
      if (gone > goneAtMost || performance.now() > deadline || this.#signal.aborted)
        throw new AppError('docker_down', { detail: lastLines((await this.#root.run(log)).stdout) });
      await wait(pauseMs);
    }
  }

  /** Containers that run stop with it, unless the daemon keeps them (live-restore). @throws AppError */
  async restart(): Promise<void> {
    await this.#root.must(stop, { timeoutMs: 60_000 });
    await this.start();
  }

  /** Makes it read its configuration again (dockerd(8), SIGHUP). @throws AppError */
  async reload(): Promise<void> {
    await this.#root.must(hangUp);
  }

  /** Mirrors and insecure registries (names and networks) it goes by now; null where it cannot be asked (no CLI). @throws AppError */
  async registries(): Promise<{ mirrors: string[]; insecure: string[] } | null> {
    const { code, stdout } = await this.#root.run(registries, { timeoutMs: 20_000 });
    if (code !== 0) return null;
    const { Mirrors, InsecureRegistryCIDRs, IndexConfigs } = registriesSchema.parse(JSON.parse(stdout));
    const names = Object.entries(IndexConfigs ?? {}).filter(([, index]) => !index.Secure);
    return {
      mirrors: (Mirrors ?? []).map(plainMirror),
      insecure: [...names.map(([name]) => name), ...(InsecureRegistryCIDRs ?? [])],
    };
  }
}
