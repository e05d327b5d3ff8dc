/** The overlay a container's root lies on. */
export interface OverlayMount {
  upperDir: string;
  /** From the base up: overlayfs lists the topmost first (Documentation/filesystems/overlayfs). */
  lowerDirs: string[];
}

/**
 * Reads the root mount out of `/proc/<pid>/mounts` (proc(5)): `overlay / overlay rw,lowerdir=A:B,upperdir=C,workdir=D 0 0`.
 * @returns null when the root is no overlay.
 */
export function parseOverlayMount(mounts: string): OverlayMount | null {
  for (const line of mounts.split('\n')) {
    const [, target, type, options] = line.split(' ');
    if (target !== '/' || type !== 'overlay' || !options) continue;
    const values = new Map<string, string>();
    for (const option of options.split(',')) {
      const equals = option.indexOf('=');
      // Newer kernels list lower directories one by one, as lowerdir+=A (since Linux 6.8).
      if (equals > 0)
        values.set(
          option.slice(0, equals).replace(/\+$/, ''),
          [values.get(option.slice(0, equals).replace(/\+$/, '')), option.slice(equals + 1)].filter(Boolean).join(':'),
        );
    }
    const upper = values.get('upperdir');
    if (!upper) return null;
    return {
      upperDir: unescapeOctal(upper),
      lowerDirs: (values.get('lowerdir') ?? '').split(':').filter(Boolean).map(unescapeOctal).reverse(),
    };
  }
  return null;
}

/** Space, tab, newline and backslash stand as octal in this file. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
