/** Ctrl-P Ctrl-Q, the keys by which a docker client lets go of its container unless it was told others. */
const keys = [0x10, 0x11] as const;

/** @returns what tells of each piece of input whether the pair ended in it; its two keys may come in two pieces. */
export function createDetachKeys(): (data: Uint8Array) => boolean {
  let last = 0;
  return (data) => {
    let found = false;
    for (const byte of data) {
      if (last === keys[0] && byte === keys[1]) found = true;
      last = byte;
    }
    return found;
  };
}
