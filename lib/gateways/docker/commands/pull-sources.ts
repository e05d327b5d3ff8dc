import { type AskNode, remote } from '@/lib/gateways/ssh/remote';

/** daemon.json is readable to everybody unless somebody closed it. */
const daemonJson = remote`head -c 65536 /etc/docker/daemon.json 2>/dev/null`;

/** A registry a node pulls from. */
export interface Registry {
  scheme: 'http' | 'https';
  host: string;
  port: number;
  kind: 'mirror' | 'hub';
}

/** Asked last, or alone where there is no mirror. */
export const dockerHub: Registry = { scheme: 'https', host: 'registry-1.docker.io', port: 443, kind: 'hub' };

/** Where the node pulls from: the mirrors of its daemon.json, then Docker Hub. @throws AppError when the node cannot be asked */
export async function askPullSources(ask: AskNode, askRoot: AskNode): Promise<Registry[]> {
  const own = await ask(daemonJson);
  // Closed to the login user: root may read it.
  const text = own.trim() === '' ? await askRoot(daemonJson).catch(() => '') : own;
  return [...parseMirrors(text), dockerHub];
}

/** Mirrors of a daemon.json (dockerd(8)), without what a user name or password in them would tell. */
export function parseMirrors(daemonJsonText: string): Registry[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(daemonJsonText || '{}');
  } catch {
    return [];
  }
  const mirrors = (parsed as { 'registry-mirrors'?: unknown } | null)?.['registry-mirrors'];
  if (!Array.isArray(mirrors)) return [];
  return mirrors.slice(0, 8).flatMap((mirror): Registry[] => {
    const url = typeof mirror === 'string' && URL.canParse(mirror) ? new URL(mirror) : null;
    if (!url || !/^https?:$/.test(url.protocol)) return [];
    const scheme = url.protocol === 'http:' ? 'http' : 'https';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    return [{ scheme, host, port: Number(url.port) || (scheme === 'http' ? 80 : 443), kind: 'mirror' }];
  });
}
