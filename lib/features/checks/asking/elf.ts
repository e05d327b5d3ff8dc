/** What the kernel and the loader read of a program before it starts (elf(5), ELF gABI ch. 5, "Program Loading and Dynamic Linking"). */
export interface ElfHead {
  is64: boolean;
  littleEndian: boolean;
  machine: number;
  /** PT_INTERP, where its loader's path stands; null of a program that is linked statically. The C library has one, too. */
  loader: { offset: number; size: number } | null;
  /** PT_DYNAMIC; null without. */
  dynamic: { offset: number; size: number } | null;
  segments: Array<{ offset: number; address: number; size: number }>;
}
export interface ElfNeeds {
  /** Where in the file each needed name stands. */
  needed: number[];
  /** The same of DT_RUNPATH, else DT_RPATH. */
  runPath: number | null;
}

/** So much from its beginning holds the headers of what linkers make. */
export const headBytes = 1_024;
const kinds = { load: 1, dynamic: 2, interp: 3 } as const;
const tags = { end: 0, needed: 1, strings: 5, rpath: 15, runPath: 29 } as const;
const limits = { headers: 64, dynamicBytes: 16_384, loaderBytes: 1_024, needed: 64 } as const;

/** @returns null for what is no ELF file, or has its headers where nobody puts them */
export function readElfHead(bytes: Buffer): ElfHead | null {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46) return null;
  const is64 = bytes[4] === 2;
  const littleEndian = bytes[5] === 1;
  const at = reader(bytes, is64, littleEndian);
  const table = at.word(is64 ? 32 : 28);
  const entryBytes = at.half(is64 ? 54 : 42);
  const count = at.half(is64 ? 56 : 44);
  const head: ElfHead = { is64, littleEndian, machine: at.half(18), loader: null, dynamic: null, segments: [] };
  if (count > limits.headers || entryBytes < (is64 ? 56 : 32) || table + count * entryBytes > bytes.length) return null;
  for (let index = 0; index < count; index++) {
    const from = table + index * entryBytes;
    const kind = at.int(from);
    const offset = at.word(from + (is64 ? 8 : 4));
    const address = at.word(from + (is64 ? 16 : 8));
    const size = at.word(from + (is64 ? 32 : 16));
    if (kind === kinds.load) head.segments.push({ offset, address, size });
    if (kind === kinds.dynamic && size <= limits.dynamicBytes) head.dynamic = { offset, size };
    if (kind === kinds.interp) head.loader = { offset, size: Math.min(size, limits.loaderBytes) };
  }
  return head;
}

/** The dynamic section: which names it needs, as places in the file. null where it says nonsense. */
export function readElfNeeds(head: ElfHead, section: Buffer): ElfNeeds | null {
  const at = reader(section, head.is64, head.littleEndian);
  const step = head.is64 ? 16 : 8;
  const found: Array<{ tag: number; value: number }> = [];
  for (let from = 0; from + step <= section.length; from += step) {
    const tag = at.word(from);
    if (tag === tags.end) break;
    found.push({ tag, value: at.word(from + step / 2) });
  }
  const of = (tag: number) => found.filter((one) => one.tag === tag).map(({ value }) => value);
  const [strings] = of(tags.strings);
  if (strings === undefined) return of(tags.needed).length === 0 ? { needed: [], runPath: null } : null;
  const segment = head.segments.find(({ address, size }) => strings >= address && strings < address + size);
  if (!segment) return null;
  const table = segment.offset + (strings - segment.address);
  const path = of(tags.runPath)[0] ?? of(tags.rpath)[0];
  const needed = of(tags.needed);
  if (needed.length > limits.needed) return null;
  return { needed: needed.map((value) => table + value), runPath: path === undefined ? null : table + path };
}

/** Numbers of an ELF file; one that no file is as long as reads as infinite. */
function reader(bytes: Buffer, is64: boolean, littleEndian: boolean) {
  const has = (offset: number, length: number) => offset >= 0 && offset + length <= bytes.length;
  const half = (offset: number) => (!has(offset, 2) ? 0 : littleEndian ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset));
  const int = (offset: number) => (!has(offset, 4) ? 0 : littleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset));
  const long = (offset: number) => {
    if (!has(offset, 8)) return 0;
    const value = littleEndian ? bytes.readBigUInt64LE(offset) : bytes.readBigUInt64BE(offset);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
  };
  return { half, int, word: (offset: number) => (is64 ? long(offset) : int(offset)) };
}
