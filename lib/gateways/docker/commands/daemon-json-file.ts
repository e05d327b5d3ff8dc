import { remote } from '@/lib/gateways/ssh/remote';
import type { RootCommands } from '@/lib/gateways/ssh/root-commands';
import { type DaemonJson, parseDaemonJson } from './daemon-json';

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

/** daemon.json as it is on a node. */
export interface DaemonJsonFile {
  config: DaemonJson;
  /** A change of ours was written, and nobody saw Docker answer with it. */
  unfinished: boolean;
  /** How many containers run. */
  running: number;
}

/** @throws AppError `daemon_json_invalid` */
export async function readDaemonJson(root: RootCommands): Promise<DaemonJsonFile> {
  const { stdout } = await root.run(read, { timeoutMs: 30_000 });
  const at = stdout.lastIndexOf('\nBERTH:STATE ');
  const [state, running] = stdout.slice(at).trim().split(' ').slice(1);
  return {
    config: parseDaemonJson(stdout.slice(0, at)),
    unfinished: state === 'unfinished',
    running: Number(running) || 0,
  };
}

/**
 * Writes it, and keeps the one before until {@link settleDaemonJson} or {@link restoreDaemonJson}.
 * @throws AppError also what dockerd has against it
 */
export async function writeDaemonJson(root: RootCommands, config: DaemonJson): Promise<void> {
  await root.must(write, { input: `${JSON.stringify(config, null, 2)}\n`, timeoutMs: 30_000 });
}

/** Docker has answered with what was written: the one before is deleted. @throws AppError */
export async function settleDaemonJson(root: RootCommands): Promise<void> {
  await root.must(settle);
}

/** Puts the one before back. @returns false where there is none, or it could not be. @throws AppError when the node cannot be asked */
export async function restoreDaemonJson(root: RootCommands): Promise<boolean> {
  return (await root.run(putBack)).code === 0;
}
