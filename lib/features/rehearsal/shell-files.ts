import type { Runtime } from '@/lib/core/runtime';
import { remote } from '@/lib/gateways/ssh/remote';

/**
 * Puts a text before what stands in `.bashrc` of root and of the login user, fakes of programs first in PATH, lines into their history, and
 * files beside. Standard input: the login user, the text, the lines of the history (both base64), then `p NAME` for each fake and `f PATH
 * TEXT` (base64) for each file that is not there. What was there is kept beside it, once, until {@link putBack}.
 */
const change = remote`
d=/usr/local/lib/berth-rehearsal; mkdir -p "$d/scratch" && chmod 755 "$d" && chmod 1777 "$d/scratch" || exit 1
read -r user; read -r text; read -r history
for u in root "$user"; do
  h=$(getent passwd "$u" | cut -d: -f6); [ -d "$h" ] || continue
  for f in .bashrc .bash_history; do
    k="$h/$f.kept-by-rehearsal"
    [ -e "$k" ] || [ -e "$k.none" ] || if [ -e "$h/$f" ]; then cp -p "$h/$f" "$k"; else : >"$k.none"; fi || exit 1
  done
  k="$h/.bashrc.kept-by-rehearsal"
  { printf %s "$text" | base64 -d; [ -e "$k" ] && cat "$k"; true; } >"$h/.bashrc" || exit 1
  [ "$history" = - ] || printf %s "$history" | base64 -d >>"$h/.bash_history" || exit 1
  chown "$u" "$h/.bashrc" "$h/.bash_history" 2>/dev/null
done
while read -r what name more; do
  case "$what" in
    p) printf '#!/bin/sh\necho "passed 0 myubuntu ubuntu running Up 3 seconds"\nexit 0\n' >"$d/$name" && chmod 755 "$d/$name";;
    f) [ -e "$name" ] || { printf %s "$more" | base64 -d >"$name" && printf '%s\n' "$name" >>"$d/scratch/.written"; } 2>/dev/null;;
  esac
done
exit 0`;

/**
 * Takes back what {@link change} did. Standard input: the login user, and `all` where the history goes back, too: shells that end write to
 * it, so it does when the last one has.
 */
const putBack = remote`
d=/usr/local/lib/berth-rehearsal
read -r user; read -r what
for u in root "$user"; do
  h=$(getent passwd "$u" | cut -d: -f6); [ -d "$h" ] || continue
  for f in .bashrc .bash_history; do
    [ "$f$what" = .bash_history ] && continue
    k="$h/$f.kept-by-rehearsal"
    if [ -e "$k" ]; then cat "$k" >"$h/$f" && rm -f "$k" || exit 1; elif [ -e "$k.none" ]; then rm -f "$h/$f" "$k.none"; fi
  done
done
[ -e "$d/scratch/.written" ] && while IFS= read -r p; do rm -f -- "$p"; done <"$d/scratch/.written"
rm -rf "$d"`;

/** Where the fakes are, and a directory that anybody may write to. */
export const scratchDirectory = '/usr/local/lib/berth-rehearsal/scratch';

/** A `.bashrc` as half of all nodes have one: it prints. */
export const noisyStart = 'echo hi\n';

export interface ShellFiles {
  bashrc: string;
  history?: readonly string[];
  fakes?: readonly string[];
  written?: ReadonlyArray<{ path: string; text: string }>;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Shells that are opened from now on begin with these files. @throws AppError why the panel cannot be root */
export async function changeShells(
  { fleet }: Pick<Runtime, 'fleet'>,
  { nodeId, loginUser }: { nodeId: string; loginUser: string },
  { bashrc, history = [], fakes = [], written = [] }: ShellFiles,
): Promise<void> {
  const lines = [
    ...[loginUser, base64(bashrc), history.length > 0 ? base64(`${history.join('\n')}\n`) : '-'],
    ...fakes.map((name) => `p ${name}`),
    ...written.filter(({ path }) => !/[\s\0]/.test(path)).map(({ path, text }) => `f ${path} ${base64(text)}`),
  ];
  await (await fleet.root(nodeId)).run(change, { input: `${lines.join('\n')}\n` });
}

/**
 * Shells begin as before. Does no harm where nothing was changed.
 * @param options `all`: the rehearsal is over, so their history is as before, too
 * @throws AppError why the panel cannot be root
 */
export async function putShellsBack(
  { fleet }: Pick<Runtime, 'fleet'>,
  { nodeId, loginUser }: { nodeId: string; loginUser: string },
  { all = false } = {},
): Promise<void> {
  await (await fleet.root(nodeId)).run(putBack, { input: `${loginUser}\n${all ? 'all' : ''}\n` });
}
