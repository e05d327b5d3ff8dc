import { type AskNode, remote } from '@/lib/gateways/ssh/remote';

/** dockerd's number, and when it began in clock ticks after the boot (proc_pid_stat(5)); everybody may read both. */
const life = remote`
for d in /proc/[0-9]*; do
  { read -r name <"$d/comm"; } 2>/dev/null || continue
  [ "$name" = dockerd ] || continue
  sed -nE 's/^([0-9]+) \(.*\) ([^ ]+ ){19}([0-9]+) .*/\1:\3/p' "$d/stat" 2>/dev/null
done | head -n 1`;

/** Which dockerd runs, `<pid>:<start>`; null where there is none to be seen. Its events begin with it. @throws AppError */
export async function daemonLife(ask: AskNode): Promise<string | null> {
  return (await ask(life)).trim() || null;
}
