const units: Record<string, number> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `64m` as `docker run -m` takes it, in bytes (docker/go-units `RAMInBytes`). */
export function bytesOf(memory: string | number): number {
  const match = /^(\d+)([bkmg]?)$/.exec(String(memory));
  return match ? Number(match[1]) * (units[match[2] || 'b'] ?? 1) : Number.NaN;
}
