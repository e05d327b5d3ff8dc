const units = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40, p: 2 ** 50 } as const;

/** `64m` as `docker run -m` takes it, in bytes; NaN for what it does not take (docker/go-units `RAMInBytes`). */
export function bytesOf(memory: string | number): number {
  const [, size, unit] = /^(\d{1,20}(?:\.\d{1,9})?) ?([bkmgtp]?)(?:i?b)?$/i.exec(String(memory).trim()) ?? [];
  return size === undefined ? Number.NaN : Math.floor(Number(size) * units[(unit?.toLowerCase() || 'b') as keyof typeof units]);
}

/** The shortest that {@link bytesOf} reads as the same. */
export function memoryText(bytes: number): string {
  const unit = (['g', 'm', 'k'] as const).find((one) => bytes > 0 && bytes % units[one] === 0);
  return unit === undefined ? String(bytes) : `${bytes / units[unit]}${unit}`;
}
