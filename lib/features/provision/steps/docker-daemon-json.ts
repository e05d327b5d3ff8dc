import { AppError } from '@/lib/core/errors';
import { remote } from '@/lib/gateways/ssh/commands';
import { answers, askDaemon, askRegistries, reloadDaemon, restartDaemon, startDaemon, waitForDaemon } from '../daemon';
import { type DaemonJsonInput, type Merge, mergeDaemonJson, parseDaemonJson } from '../daemon-json';
import { mustAsRoot, runAsRoot } from '../run-as-root';
import type { Step, StepNode } from '../step';

/** The file, then whether a change of ours is unfinished, then how many containers run. */
const read = remote`
f=/etc/docker/daemon.json
if [ -e "$f" ]; then cat "$f"; fi
printf '\nBERTH:STATE '; [ -e "$f.berth-backup" ] && printf 'unfinished ' || printf 'settled '
exec 3>&-
timeout 10 docker -H unix:///var/run/docker.sock ps -q 2>/dev/null | wc -l`;

/*
 * Written beside the old one and renamed, so there is never half a file. The copy of the old one stays until Docker has answered with the
 * new one; an empty copy stands for "there was no file". dockerd looks it over first where it can (--validate, since Docker 23).
 */
const write = remote`
set -e; umask 022
f=/etc/docker/daemon.json; mkdir -p /etc/docker
if [ -L "$f" ]; then f=$(readlink -f "$f"); fi
t=$(mktemp "$(dirname "$f")/.daemon.json.XXXXXX"); trap 'rm -f "$t"' EXIT
cat >"$t"
if [ -e "$f" ]; then chmod --reference="$f" "$t"; chown --reference="$f" "$t"; else chmod 644 "$t"; fi
if command -v dockerd >/dev/null 2>&1 && dockerd --help 2>/dev/null | grep -q -e --validate; then dockerd --validate --config-file "$t" >&2; fi
b=/etc/docker/daemon.json.berth-backup
if [ ! -e "$b" ]; then if [ -e "$f" ]; then cp -p "$f" "$b.new"; else : >"$b.new"; fi; mv "$b.new" "$b"; fi
mv "$t" "$f"; sync`;

const putBack = remote`
set -e; f=/etc/docker/daemon.json; b="$f.berth-backup"
[ -e "$b" ] || exit 3
if [ -L "$f" ]; then f=$(readlink -f "$f"); fi
if [ -s "$b" ]; then mv "$b" "$f"; else rm -f "$f" "$b"; fi; sync`;

const settle = remote`rm -f /etc/docker/daemon.json.berth-backup`;

interface Looked extends Merge {
  /** A change of ours was written, and nobody saw Docker answer with it. */
  unfinished: boolean;
  running: number;
}

/** Mirrors, insecure registries, log limits and the image store in /etc/docker/daemon.json, beside everything that stands there. */
export function dockerDaemonJson(input: DaemonJsonInput): Step {
  const look = async (node: StepNode): Promise<Looked> => {
    const { stdout } = await runAsRoot(node, read, { timeoutMs: 30_000 });
    const at = stdout.lastIndexOf('\nBERTH:STATE ');
    const [state, running] = stdout.slice(at).trim().split(' ').slice(1);
    return {
      ...mergeDaemonJson(parseDaemonJson(stdout.slice(0, at)), input),
      unfinished: state === 'unfinished',
      running: Number(running) || 0,
    };
  };
  return {
    id: 'docker.daemon-json',
    async check(node) {
      const found = await look(node);
      return { ok: found.changes.length === 0 && !found.unfinished, detail: found.changes.join('\n') };
    },
    async plan(node) {
      const found = await look(node);
      // Who reads the plan wants to know whether something stops that is at work now.
      const stops = found.running > 0 ? ` (docker ps: ${found.running})` : '';
      const restart = found.reload === 'restart' ? [`systemctl restart docker${stops}`] : [];
      return [...found.changes, ...restart];
    },
    async apply(node) {
      const found = await look(node);
      const text = `${JSON.stringify(found.merged, null, 2)}\n`;
      if (found.changes.length > 0) await mustAsRoot(node, write, { input: text, timeoutMs: 30_000 });
      const asked = await askDaemon(node);
      // Not installed yet, or stopped on purpose: the next start reads the file.
      if (answers(asked)) {
        // Of an unfinished change nobody knows what the daemon has read.
        if (found.reload === 'restart' || found.unfinished) await restartDaemon(node);
        else await reloadDaemon(node);
        await waitForDaemon(node);
      } else if (found.unfinished && asked !== 'missing') await startDaemon(node);
      const taken = answers(asked) ? await askRegistries(node) : null;
      const lost = input.mirrors.filter((mirror) => taken && !taken.mirrors.includes(mirror.replace(/\/+$/, '')));
      // A daemon that does not like its file says so in its log alone, and goes on with what it had.
      if (lost.length > 0) throw new AppError('step_failed', { detail: `docker info: registry-mirrors - ${lost.join(' ')}` });
      await mustAsRoot(node, settle);
      return found.changes.join('\n');
    },
    async undo(node) {
      const back = await runAsRoot(node, putBack);
      if (back.code !== 0) return '';
      if ((await askDaemon(node)) !== 'missing') await restartDaemon(node);
      return '/etc/docker/daemon.json ← daemon.json.berth-backup';
    },
  };
}
