/**
 * A small buffer is a slice of 64 KiB that many share (`Buffer.poolSize`): whoever keeps it for long keeps all of them.
 * @returns a copy with memory of its own; the buffer itself where it has that
 */
export function ownBytes(bytes: Buffer): Buffer {
  if (bytes.length === bytes.buffer.byteLength) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

/** The same with every field of an object that is a buffer. */
export function ownFields(object: object): void {
  const fields = object as Record<string | symbol, unknown>;
  for (const name of Reflect.ownKeys(fields)) {
    const value = fields[name];
    if (Buffer.isBuffer(value)) fields[name] = ownBytes(value);
  }
}
