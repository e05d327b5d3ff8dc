/** A value of a bucket: bytes, or a bucket below it. */
export type BoltValue = Buffer | BoltBucket;
/** A bucket that is not read yet: pages are walked when its entries are asked for. */
export interface BoltBucket {
  /** Every entry with its key as text, in the order of the file. @throws BoltError */
  entries(): Map<string, BoltValue>;
}

/** The file is not what its format says: another version, cut off, damaged, or made to mislead. */
export class BoltError extends Error {}

/** The meta page that counts: of two, the valid one with the higher transaction. */
export interface BoltMeta {
  pageSize: number;
  /** Grows with every transaction that was written: the same number is the same content. */
  transaction: bigint;
  rootPage: bigint;
  /** The first page beyond the file's used ones. */
  endPage: bigint;
}

const magic = 0xed0cdaed;
const version = 2;
const pageHeader = 16;
const elementBytes = 16;
const bucketHeader = 16;
const flag = { branch: 1, leaf: 2, meta: 4 };
const bucketElement = 1;
/** Bounds of one reading: a node's file is not trusted. A tree of bbolt is four or five pages deep. */
const limits = { pages: 65_536, depth: 24, entries: 200_000 };
const pageSizes: ReadonlySet<number> = new Set([1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]);

/**
 * Reads the meta pages of a bbolt file (go.etcd.io/bbolt, page.go and meta.go): magic, version and FNV-1a checksum must fit.
 * @param head the beginning of the file, at least two pages. @throws BoltError
 */
export function readBoltMeta(head: Buffer): BoltMeta {
  const first = metaAt(head, 0);
  // The second one stands at the end of the first page, whose size only a valid meta page tells.
  const sizes = first ? [first.pageSize] : [...pageSizes];
  const second = sizes.map((size) => metaAt(head, size)).find((meta) => meta !== null) ?? null;
  if (first && second) return first.transaction >= second.transaction ? first : second;
  const found = first ?? second;
  if (!found) throw new BoltError('No valid meta page.');
  return found;
}

function metaAt(file: Buffer, at: number): BoltMeta | null {
  if (at + 80 > file.length) return null;
  if ((file.readUInt16LE(at + 8) & flag.meta) === 0) return null;
  const meta = at + pageHeader;
  if (file.readUInt32LE(meta) !== magic || file.readUInt32LE(meta + 4) !== version) return null;
  if (fnv1a(file.subarray(meta, meta + 56)) !== file.readBigUInt64LE(meta + 56)) return null;
  const pageSize = file.readUInt32LE(meta + 8);
  if (!pageSizes.has(pageSize)) return null;
  return {
    pageSize,
    rootPage: file.readBigUInt64LE(meta + 16),
    endPage: file.readBigUInt64LE(meta + 40),
    transaction: file.readBigUInt64LE(meta + 48),
  };
}

/** FNV-1a with 64 bits (hash/fnv of Go). */
function fnv1a(bytes: Buffer): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

/**
 * The root bucket of a whole bbolt file. Reads only; pages, depth and entries are bounded, and a page that is met twice is a loop.
 * @throws BoltError here and from `entries`
 */
export function openBolt(file: Buffer): BoltBucket {
  const meta = readBoltMeta(file);
  if (BigInt(file.length) < meta.endPage * BigInt(meta.pageSize)) throw new BoltError('The file is cut off.');
  return bucket({ file, meta, met: new Set(), entries: 0 }, meta.rootPage, null);
}

interface Reading {
  file: Buffer;
  meta: BoltMeta;
  met: Set<bigint>;
  entries: number;
}

function bucket(reading: Reading, root: bigint, inline: Buffer | null): BoltBucket {
  let read: Map<string, BoltValue> | null = null;
  return {
    entries() {
      if (read) return read;
      const found = new Map<string, BoltValue>();
      if (inline) takeLeaf(reading, inline, found);
      else walk(reading, root, found, 0);
      read = found;
      return found;
    },
  };
}

function walk(reading: Reading, id: bigint, found: Map<string, BoltValue>, depth: number): void {
  if (depth > limits.depth) throw new BoltError('The tree is too deep.');
  if (reading.met.has(id)) throw new BoltError('A page is met twice.');
  reading.met.add(id);
  if (reading.met.size > limits.pages) throw new BoltError('Too many pages.');
  const page = pageOf(reading, id);
  const flags = page.readUInt16LE(8);
  if ((flags & flag.leaf) !== 0) {
    takeLeaf(reading, page, found);
    return;
  }
  if ((flags & flag.branch) === 0) throw new BoltError('A page of another kind.');
  const count = countOf(page);
  for (let index = 0; index < count; index++)
    walk(reading, page.readBigUInt64LE(pageHeader + index * elementBytes + 8), found, depth + 1);
}

/** A page with those it overflows into. */
function pageOf({ file, meta }: Reading, id: bigint): Buffer {
  // 0 and 1 are the meta pages.
  if (id < 2n || id >= meta.endPage) throw new BoltError('A page outside the file.');
  const at = Number(id) * meta.pageSize;
  if (at + pageHeader > file.length) throw new BoltError('The file is cut off.');
  const end = at + (file.readUInt32LE(at + 12) + 1) * meta.pageSize;
  if (end > file.length) throw new BoltError('The file is cut off.');
  return file.subarray(at, end);
}

function countOf(page: Buffer): number {
  const count = page.readUInt16LE(10);
  if (pageHeader + count * elementBytes > page.length) throw new BoltError('More entries than the page holds.');
  return count;
}

function takeLeaf(reading: Reading, page: Buffer, found: Map<string, BoltValue>): void {
  if (page.length < pageHeader || (page.readUInt16LE(8) & flag.leaf) === 0) throw new BoltError('Not a leaf.');
  const count = countOf(page);
  for (let index = 0; index < count; index++) {
    if (++reading.entries > limits.entries) throw new BoltError('Too many entries.');
    const element = pageHeader + index * elementBytes;
    const keyAt = element + page.readUInt32LE(element + 4);
    const valueAt = keyAt + page.readUInt32LE(element + 8);
    const end = valueAt + page.readUInt32LE(element + 12);
    if (end > page.length) throw new BoltError('An entry outside its page.');
    const value = page.subarray(valueAt, end);
    const isBucket = (page.readUInt32LE(element) & bucketElement) !== 0;
    found.set(page.toString('utf8', keyAt, valueAt), isBucket ? bucketIn(reading, value) : value);
  }
}

/** A bucket's value is its root page; 0 means that its one page follows. */
function bucketIn(reading: Reading, value: Buffer): BoltBucket {
  if (value.length < bucketHeader) throw new BoltError('A bucket without a header.');
  const root = value.readBigUInt64LE(0);
  return bucket(reading, root, root === 0n ? value.subarray(bucketHeader) : null);
}
