import type { FileEntry } from '@/lib/shared/container-files';

/** The name of an entry: on Linux any bytes but `/` and zero. What is no UTF-8 is written as `\xFF`, and cannot be asked for. */
export function namedEntry(bytes: Uint8Array): Pick<FileEntry, 'name' | 'isText'> {
  try {
    return { name: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), isText: true };
  } catch {
    const escaped = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
    const shown = [...bytes].map((byte) =>
      byte < 0x20 || byte > 0x7e || byte === 0x5c ? escaped(byte) : String.fromCharCode(byte),
    );
    return { name: shown.join(''), isText: false };
  }
}
