/** A part of a build, as BuildKit tells it again whenever it changes. */
export interface TraceVertex {
  digest: string;
  /** Digests of those it is made of. */
  inputs: string[];
  name: string;
  cached: boolean;
  startedMs: number | null;
  completedMs: number | null;
  error: string;
}
/** Something that moves inside of a vertex: a layer that is downloaded, an export. */
export interface TraceStatus {
  id: string;
  vertex: string;
  name: string;
  current: number;
  total: number;
  isCompleted: boolean;
}
export interface Trace {
  vertexes: TraceVertex[];
  statuses: TraceStatus[];
  /** What its commands printed. */
  logs: Array<{ vertex: string; bytes: Buffer }>;
  warnings: Array<{ vertex: string; text: string }>;
}

/** A field of a protobuf message: a number, or bytes (protobuf.dev, Encoding). */
type Field = number | Buffer;
type Fields = Map<number, Field[]>;

/**
 * One `moby.buildkit.trace` of an answer to `POST /build`: a StatusResponse (buildkit api/services/control/control.proto) as protobuf in
 * Base64. What is not as it should be is left out: the end of the build does not depend on it. Pure.
 */
export function readTrace(aux: unknown): Trace {
  const root = typeof aux === 'string' ? fieldsOf(Buffer.from(aux, 'base64')) : new Map<number, Field[]>();
  return {
    vertexes: messages(root, 1).map((vertex) => ({
      digest: text(vertex, 1),
      inputs: (vertex.get(2) ?? []).filter(Buffer.isBuffer).map((bytes) => bytes.toString()),
      name: text(vertex, 3),
      cached: number(vertex, 4) !== 0,
      startedMs: time(vertex, 5),
      completedMs: time(vertex, 6),
      error: text(vertex, 7),
    })),
    statuses: messages(root, 2).map((status) => ({
      id: text(status, 1),
      vertex: text(status, 2),
      name: text(status, 3),
      current: number(status, 4),
      total: number(status, 5),
      isCompleted: status.has(8),
    })),
    logs: messages(root, 3).map((log) => ({ vertex: text(log, 1), bytes: bytesOf(log, 4) })),
    warnings: messages(root, 4).map((warning) => ({ vertex: text(warning, 1), text: text(warning, 3) })),
  };
}

function fieldsOf(bytes: Buffer): Fields {
  const fields: Fields = new Map();
  let at = 0;
  /** A number of up to ten bytes, seven bits each, the low ones first; null at the end of the bytes. */
  const varint = (): number | null => {
    let value = 0;
    for (let power = 0; power < 70; power += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return null;
      value += (byte & 0x7f) * 2 ** power;
      if (byte < 0x80) return value;
    }
    return null;
  };
  while (at < bytes.length) {
    const key = varint();
    if (key === null) break;
    const kind = key % 8;
    let value: Field | null = null;
    if (kind === 0) value = varint();
    else if (kind === 1 || kind === 2 || kind === 5) {
      const length = kind === 2 ? varint() : kind === 1 ? 8 : 4;
      if (length === null || at + length > bytes.length) break;
      value = bytes.subarray(at, at + length);
      at += length;
    }
    if (value === null) break;
    const field = Math.floor(key / 8);
    const held = fields.get(field);
    if (held) held.push(value);
    else fields.set(field, [value]);
  }
  return fields;
}

const bytesOf = (fields: Fields, field: number): Buffer => {
  const value = fields.get(field)?.at(-1);
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
};
const text = (fields: Fields, field: number): string => bytesOf(fields, field).toString();
const number = (fields: Fields, field: number): number => {
  const value = fields.get(field)?.at(-1);
  return typeof value === 'number' ? value : 0;
};
const messages = (fields: Fields, field: number): Fields[] =>
  (fields.get(field) ?? []).filter(Buffer.isBuffer).map((bytes) => fieldsOf(bytes));
/** A google.protobuf.Timestamp, in ms since 1970; null where there is none. */
function time(fields: Fields, field: number): number | null {
  if (!fields.has(field)) return null;
  const stamp = fieldsOf(bytesOf(fields, field));
  return number(stamp, 1) * 1000 + Math.floor(number(stamp, 2) / 1e6);
}
