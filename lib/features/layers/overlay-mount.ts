import path from 'node:path';

/** The overlay a container's root lies on. */
export interface OverlayMount {
  /** null where the node names it in a way that leads nowhere. */
  upperDir: string | null;
  /** From the base up: overlayfs lists the topmost first (Documentation/filesystems/overlayfs). An entry that leads nowhere is null. */
  lowerDirs: Array<string | null>;
}

/**
 * Reads the root mount out of `/proc/<pid>/mounts` (proc(5)): `overlay / overlay rw,lowerdir=A:B,upperdir=C,workdir=D 0 0`. containerd changes
 * into the directory of all snapshots when the options would pass one page; then the lower ones are named from there (containerd
 * core/mount, `compactLowerdirOption`).
 * @returns null when the root is no overlay.
 */
export function parseOverlayMount(mounts: string): OverlayMount | null {
  for (const line of mounts.split('\n')) {
    const [, target, type, options] = line.split(' ');
    if (target !== '/' || type !== 'overlay' || !options) continue;
    const lower: string[] = [];
    let upper = '';
    for (const option of options.split(',')) {
      const equals = option.indexOf('=');
      const value = option.slice(equals + 1);
      // Newer kernels list lower directories one by one, as lowerdir+=A (since Linux 6.8).
      if (/^lowerdir\+?=/.test(option)) lower.push(...value.split(':').filter(Boolean).map(unescapeOctal));
      else if (option.startsWith('upperdir=')) upper = unescapeOctal(value);
    }
    if (!upper) return null;
    const upperDir = path.posix.isAbsolute(upper) ? upper : null;
    const common = upperDir === null ? null : path.posix.dirname(path.posix.dirname(upperDir));
    const resolved = lower.map((entry) => (path.posix.isAbsolute(entry) ? entry : common && path.posix.join(common, entry)));
    return { upperDir, lowerDirs: resolved.reverse() };
  }
  return null;
}

/** Space, tab, newline and backslash stand as octal in this file. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
