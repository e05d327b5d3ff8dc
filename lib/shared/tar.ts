/** A file of an archive. */
export interface TarFile {
  /** From the root of the archive on, with `/`. */
  path: string;
  content: Blob;
  isExecutable?: boolean;
}

const block = 512;
const encoder = new TextEncoder();

/**
 * A tar archive of files (POSIX pax). Files are named by it, not read: a browser reads them from the disk when the archive is sent. All have
 * the same time, so that what is unchanged stays in Docker's cache.
 */
export function tarOf(files: readonly TarFile[]): Blob {
  const parts: BlobPart[] = [];
  for (const { path, content, isExecutable = false } of files) {
    const isLong = encoder.encode(path).length > 100;
    if (isLong) {
      const record = paxRecord('path', path);
      parts.push(header('PaxHeader', record.length, 'x', 0o644), record, padding(record.length));
    }
    parts.push(header(isLong ? path.slice(-20) : path, content.size, '0', isExecutable ? 0o755 : 0o644));
    parts.push(content, padding(content.size));
  }
  return new Blob([...parts, new Uint8Array(block * 2)]);
}

const padding = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array((block - (size % block)) % block);

/** Its length counts its own digits, too. */
function paxRecord(key: string, value: string): Uint8Array<ArrayBuffer> {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return encoder.encode(`${length} ${key}=${value}\n`);
}

function header(name: string, size: number, type: 'x' | '0', mode: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(block);
  const put = (at: number, text: string) => bytes.set(encoder.encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  bytes.set(encoder.encode(name).subarray(0, 100));
  put(100, `${octal(mode, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0`);
  put(148, ' '.repeat(8));
  put(156, type);
  put(257, 'ustar\u000000');
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return bytes;
}
