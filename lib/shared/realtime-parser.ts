/**
 * How a message of the realtime connection looks on the wire, for both sides (socket.io's `parser` option). socket.io's own
 * format sends bytes beside a message as a frame of their own: two system calls and often two wake-ups a keystroke, each way.
 * Here one message is always one frame:
 * - without bytes: text, the packet as JSON
 * - with bytes: binary, four bytes with the length of the JSON (big endian), the JSON, then the bytes one after another; in the
 *   JSON stands `{"\u0000bytes": length}` where each belongs
 */
export interface WirePacket {
  type: number;
  nsp: string;
  data?: unknown;
  id?: number;
}

/** Packet types of the Socket.IO protocol, version 5; its two binary types are not needed here. */
const types = { connect: 0, disconnect: 1, event: 2, ack: 3, connectError: 4 } as const;
/** Names the libraries keep for themselves: a message must not pose as one. */
const reserved: ReadonlySet<string> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);

const mark = '\u0000bytes';
const headerBytes = 4;
/** Bytes lie at most this deep: `[answer].value.replay` is the deepest of ours. */
const maxDepth = 6;
const maxParts = 8;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

// Making one of these costs more than using it, and a keystroke passes here four times.
const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { fatal: true });

/** Replaces bytes by their marks, in order; gives the value itself back when there are none, and copies no more than it must. */
function takeOut(value: unknown, parts: Uint8Array[], depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value;
  if (value instanceof Uint8Array) {
    parts.push(value);
    return { [mark]: value.byteLength };
  }
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null;
    for (let i = 0; i < value.length; i++) {
      const replaced = takeOut(value[i], parts, depth + 1);
      if (replaced === value[i]) continue;
      copy ??= value.slice();
      copy[i] = replaced;
    }
    return copy ?? value;
  }
  let copy: Record<string, unknown> | null = null;
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    if (typeof item !== 'object' || item === null) continue;
    const replaced = takeOut(item, parts, depth + 1);
    if (replaced === item) continue;
    copy ??= { ...value };
    setOwn(copy, key, replaced);
  }
  return copy ?? value;
}

/** A key named __proto__ stays a key. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** Puts the bytes back where their marks stand. @throws Error when marks and bytes do not fit. */
function putBack(value: Json, next: (length: unknown) => Uint8Array, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((item) => putBack(item, next, depth + 1));
  if (Object.hasOwn(value, mark)) return next(value[mark]);
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (typeof item === 'object' && item !== null) setOwn(value, key, putBack(item, next, depth + 1));
  }
  return value;
}

function encodePacket({ type, nsp, data, id }: WirePacket): string | Uint8Array {
  const parts: Uint8Array[] = [];
  const plain = type === types.event || type === types.ack ? takeOut(data, parts, 0) : data;
  const json = JSON.stringify([type, nsp, id ?? null, plain ?? null]);
  if (parts.length === 0) return json;
  const header = utf8Encoder.encode(json);
  const frame = new Uint8Array(headerBytes + header.length + parts.reduce((sum, part) => sum + part.byteLength, 0));
  for (let i = 0; i < headerBytes; i++) frame[i] = header.length >>> (8 * (headerBytes - 1 - i));
  frame.set(header, headerBytes);
  let at = headerBytes + header.length;
  for (const part of parts) {
    frame.set(part, at);
    at += part.byteLength;
  }
  return frame;
}

/** @throws Error when the frame is not what {@link encodePacket} makes. */
function decodePacket(frame: string | Uint8Array): WirePacket {
  if (typeof frame === 'string') return toPacket(JSON.parse(frame) as Json, refuseBytes);
  if (frame.byteLength < headerBytes) throw new Error('frame too short');
  let headerEnd = headerBytes;
  for (let i = 0; i < headerBytes; i++) headerEnd += (frame[i] ?? 0) * 2 ** (8 * (headerBytes - 1 - i));
  if (headerEnd > frame.byteLength) throw new Error('header too long');
  let at = headerEnd;
  let count = 0;
  const packet = toPacket(JSON.parse(utf8Decoder.decode(frame.subarray(headerBytes, headerEnd))) as Json, (length) => {
    const isFitting = typeof length === 'number' && Number.isInteger(length) && length >= 0 && at + length <= frame.byteLength;
    if (!isFitting || ++count > maxParts) throw new Error('bytes do not fit');
    at += length;
    return frame.subarray(at - length, at);
  });
  if (at !== frame.byteLength) throw new Error('bytes left over');
  return packet;
}

function refuseBytes(): never {
  throw new Error('bytes in a text frame');
}

function toPacket(json: Json, next: (length: unknown) => Uint8Array): WirePacket {
  if (!Array.isArray(json) || json.length !== 4) throw new Error('not a packet');
  const [type, nsp, id, plain] = json as [Json, Json, Json, Json];
  if (typeof type !== 'number' || typeof nsp !== 'string') throw new Error('not a packet');
  if (id !== null && !(typeof id === 'number' && Number.isSafeInteger(id) && id >= 0)) throw new Error('not an id');
  const data = type === types.event || type === types.ack ? putBack(plain, next, 0) : plain;
  if (!isDataOf(type, data)) throw new Error('not the data of this type');
  return { type, nsp, ...(data === null ? {} : { data }), ...(id === null ? {} : { id }) };
}

function isDataOf(type: number, data: unknown): boolean {
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  switch (type) {
    case types.connect:
      return data === null || isObject;
    case types.disconnect:
      return data === null;
    case types.connectError:
      return typeof data === 'string' || isObject;
    case types.event:
      return Array.isArray(data) && typeof data[0] === 'string' && !reserved.has(data[0]);
    case types.ack:
      return Array.isArray(data);
    default:
      return false;
  }
}

export class Encoder {
  encode(packet: WirePacket): [string | Uint8Array] {
    return [encodePacket(packet)];
  }
}

type Listener = (packet: WirePacket) => void;

/** As socket.io wants it: an emitter of `decoded`. One frame is one packet, so there is nothing to keep between frames. */
export class Decoder {
  private listeners: Listener[] = [];

  add(frame: string | ArrayBuffer | Uint8Array): void {
    const packet = decodePacket(frame instanceof ArrayBuffer ? new Uint8Array(frame) : frame);
    for (const listener of this.listeners) listener(packet);
  }
  on(_event: 'decoded', listener: Listener): this {
    this.listeners.push(listener);
    return this;
  }
  off(_event: 'decoded', listener: Listener): this {
    this.listeners = this.listeners.filter((known) => known !== listener);
    return this;
  }
  removeListener(event: 'decoded', listener: Listener): this {
    return this.off(event, listener);
  }
  destroy(): void {
    this.listeners = [];
  }
}

/** For the `parser` option of socket.io's server and client alike. */
export const realtimeParser = { Encoder, Decoder };
