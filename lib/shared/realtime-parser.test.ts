import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decoder, Encoder, type WirePacket } from './realtime-parser';

function decode(frame: string | Uint8Array | ArrayBuffer): WirePacket {
  const got: WirePacket[] = [];
  const decoder = new Decoder().on('decoded', (packet) => got.push(packet));
  decoder.add(frame);
  expect(got).toHaveLength(1);
  return got[0] as WirePacket;
}
const encode = (packet: WirePacket): string | Uint8Array => new Encoder().encode(packet)[0];

/** A binary frame by hand: the JSON, then bytes. */
function frameOf(json: string, ...bytes: number[]): Uint8Array {
  const header = Buffer.from(json);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, Buffer.from(bytes)]);
}
const mark = (length: unknown): string => `{"\\u0000bytes":${JSON.stringify(length)}}`;

test('a message without bytes is one text frame, one with bytes one binary frame, and both come back as they were', () => {
  const plain: WirePacket = { type: 2, nsp: '/', data: ['node:watch', { node: 'node0' }], id: 7 };
  expect(typeof encode(plain)).toBe('string');
  expect(decode(encode(plain))).toEqual(plain);
  const typed: WirePacket = {
    type: 2,
    nsp: '/',
    data: ['terminal:input', { id: 'f'.repeat(32), data: new Uint8Array([0, 13, 255]) }],
  };
  const frame = encode(typed);
  expect(frame).toBeInstanceOf(Uint8Array);
  expect(decode(frame)).toEqual(typed);
  const answer: WirePacket = {
    type: 3,
    nsp: '/',
    id: 0,
    data: [{ ok: true, value: { replay: new Uint8Array(0), more: [new Uint8Array([1]), '도커'] } }],
  };
  expect(decode(encode(answer))).toEqual(answer);
  for (const packet of [
    { type: 0, nsp: '/', data: { sid: 'x' } },
    { type: 0, nsp: '/' },
    { type: 1, nsp: '/' },
    { type: 4, nsp: '/', data: { message: 'no' } },
  ])
    expect(decode(encode(packet))).toEqual(packet);
});

test('bytes of a larger buffer are sent without their surroundings, and a browser’s ArrayBuffer is read as well', () => {
  const inside = Buffer.from('xxhixx').subarray(2, 4);
  const frame = encode({ type: 2, nsp: '/', data: ['e', { data: inside }] }) as Uint8Array;
  const copy = frame.slice().buffer;
  const [, input] = decode(copy).data as [string, { data: Uint8Array }];
  expect(Buffer.from(input.data).toString()).toBe('hi');
});

test('encoding leaves the message as it was', () => {
  const data = ['e', { a: { bytes: new Uint8Array([1]) }, list: [1, new Uint8Array([2])] }];
  const before = structuredClone(data);
  encode({ type: 2, nsp: '/', data });
  expect(data).toEqual(before);
});

test('frames that were not made by the encoder are refused', () => {
  const bad: Array<string | Uint8Array> = [
    '',
    '2',
    '{}',
    'null',
    '[]',
    '[2,"/",null]',
    '[2,"/",null,null]',
    '[2,"/",null,[]]',
    '[2,"/",null,[7]]',
    '[2,"/",-1,["e"]]',
    '[2,"/",1.5,["e"]]',
    '[2,"/","1",["e"]]',
    '[2,7,null,["e"]]',
    '["2","/",null,["e"]]',
    '[5,"/",null,["e"]]',
    '[6,"/",null,["e"]]',
    '[99,"/",null,["e"]]',
    '[2,"/",null,["connect"]]',
    '[2,"/",null,["disconnect"]]',
    '[2,"/",null,["newListener"]]',
    '[0,"/",null,"text"]',
    '[1,"/",null,{}]',
    '[3,"/",1,{}]',
    `[2,"/",null,["e",${mark(0)}]]`,
    new Uint8Array(0),
    new Uint8Array(3),
    new Uint8Array([255, 255, 255, 255, 0]),
    frameOf(`[2,"/",null,["e",${mark(3)}]]`, 1, 2),
    frameOf(`[2,"/",null,["e",${mark(1)}]]`, 1, 2),
    frameOf(`[2,"/",null,["e",${mark(-1)}]]`, 1),
    frameOf(`[2,"/",null,["e",${mark('1')}]]`, 1),
    frameOf(`[2,"/",null,["e",${mark(1e9)}]]`, 1),
    frameOf(`[2,"/",null,["e",${Array(9).fill(mark(0)).join(',')}]]`),
    frameOf('[2,"/",null,["e"]]', 1),
    frameOf('\xff'),
  ];
  for (const frame of bad) expect(() => decode(frame), String(frame).slice(0, 60)).toThrow();
});

test('a key named __proto__ stays a key, and deep nesting ends no stack', () => {
  const packet = decode('[2,"/",null,["e",{"__proto__":{"admin":{}}}]]');
  expect(({} as { admin?: object }).admin).toBeUndefined();
  expect(Object.getPrototypeOf((packet.data as unknown[])[1])).toBe(Object.prototype);
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  expect(decode(`[2,"/",null,["e",${deep}]]`).type).toBe(2);
});

/** What a handler may send: JSON with bytes in it, as deep as bytes may lie. */
const message = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(null, true, 0, -1.5, '', '도커', '\0bytes', '\ud800'),
    fc.string(),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const partsIn = (value: unknown): number => {
  if (value instanceof Uint8Array) return 1;
  return typeof value === 'object' && value !== null ? Object.values(value).reduce<number>((sum, v) => sum + partsIn(v), 0) : 0;
};

test('whatever is sent comes back as it was, in one frame, and the message sent stays as it was', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 3 }), fc.option(fc.nat()), (args, id) => {
      fc.pre(partsIn(args) <= 8);
      const packet: WirePacket = { type: 2, nsp: '/', data: ['event', ...args], ...(id !== null && { id }) };
      const before = structuredClone(packet);
      const frame = encode(packet);
      expect(typeof frame).toBe(partsIn(args) > 0 ? 'object' : 'string');
      expect(packet).toEqual(before);
      expect(decode(frame)).toEqual(before);
    }),
    { numRuns: 500 },
  );
});

/** A good frame with some of its bytes changed, or cut. */
const broken = fc
  .tuple(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.nat())
  .map(([changes, cut]) => {
    const frame = Buffer.from(encode({ type: 2, nsp: '/', data: ['e', { data: new Uint8Array(20) }] }) as Uint8Array);
    for (const [at, value] of changes) frame[at % frame.length] = value;
    return new Uint8Array(frame.subarray(0, frame.length - (cut % 4)));
  });

test('arbitrary bytes and broken frames never do anything but throw an error', () => {
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 60 }), fc.json()), (frame) => {
      try {
        new Decoder().add(frame);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a decoder that was ended tells nobody any more', () => {
  const heard: WirePacket[] = [];
  const decoder = new Decoder().on('decoded', (packet) => heard.push(packet));
  decoder.destroy();
  decoder.add('[1,"/",null,null]');
  expect(heard).toEqual([]);
});
