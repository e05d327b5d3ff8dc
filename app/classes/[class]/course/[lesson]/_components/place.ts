import type { TerminalDto } from '@/lib/shared/realtime';

/** Where a shell most likely is, by who opened it and by the prompt it shows. The checks ask the node itself; this is a reminder. */
export interface Place {
  in: 'host' | 'chroot' | 'container';
  user: string | null;
  /** The container's name; null where nothing says it. */
  container: string | null;
}

/** Bash and ash of the images used in class: `root@node0:/#`, `ubuntu@node0:~$`. */
const named = /(?:^|[\s(])([a-z_][a-z0-9_-]*)@([A-Za-z0-9.-]+):[^$#]*[$#]\s*$/;
/** Bash without start-up files, as in a directory that was made the root (bash(1), PS1). */
const bare = /^(?:bash|sh)-\d+(?:\.\d+)*[#$]\s*$/;
/** BusyBox' ash, in a container of Alpine. */
const busybox = /^\/[^\s]* [#$]\s*$/;
/** Docker gives a container the first twelve characters of its id as host name. */
const containerHost = /^[0-9a-f]{12}$/;

/** @param containers of the node, to tell the name of one from its host name. @returns null while nothing is known */
export function placeOf(
  terminal: Pick<TerminalDto, 'kind' | 'loginUser' | 'containerName' | 'containerId'> | null,
  prompt: string | null,
  containers: ReadonlyArray<{ id: string; name: string }>,
): Place | null {
  if (terminal && terminal.kind !== 'host') return { in: 'container', user: null, container: terminal.containerName };
  const line = prompt?.trim() ?? '';
  const [, user = null, host = ''] = named.exec(line) ?? [];
  if (user !== null && containerHost.test(host))
    return { in: 'container', user, container: containers.find(({ id }) => id.startsWith(host))?.name ?? null };
  if (user !== null) return { in: 'host', user, container: null };
  if (bare.test(line)) return { in: 'chroot', user: line.endsWith('#') ? 'root' : null, container: null };
  if (busybox.test(line)) return { in: 'container', user: line.endsWith('#') ? 'root' : null, container: null };
  return terminal ? { in: 'host', user: terminal.loginUser, container: null } : null;
}

/**
 * Is the terminal where a step says?
 * @param where `host-user`, `host-root`, `chroot` or `container:NAME`
 */
export function isThere(where: string, place: Place | null): boolean | null {
  if (!place) return null;
  if (where === 'chroot') return place.in === 'chroot';
  if (where === 'host-root')
    return place.user === null && place.in === 'host' ? null : place.in === 'host' && place.user === 'root';
  if (where === 'host-user')
    return place.user === null && place.in === 'host' ? null : place.in === 'host' && place.user !== 'root';
  const name = where.replace(/^container:/, '');
  if (place.in !== 'container') return false;
  return place.container === null ? null : place.container === name;
}
