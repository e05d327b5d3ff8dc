import { Decipheriv, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { expect, test, vi } from 'vitest';

/** What ssh2 makes packets with, and keeps to itself. */
interface Ciphers {
  CIPHER_INFO: Record<string, object>;
  createCipher(config: { outbound: object }): { allocPacket(payloadBytes: number): Buffer; encrypt(packet: Buffer): void };
  createDecipher(config: { inbound: object }): { decrypt(data: Buffer, from: number, bytes: number): number | undefined };
}
const ciphers = createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js') as Ciphers;

const info = ciphers.CIPHER_INFO['aes128-gcm@openssh.com'];
const key = randomBytes(16);
const iv = randomBytes(12);

function sent(payloads: Buffer[]) {
  const written: Buffer[] = [];
  const onWrite = (piece: Buffer): void => void written.push(piece);
  const cipher = ciphers.createCipher({
    outbound: { onWrite, cipherInfo: info, cipherKey: key, cipherIV: Buffer.from(iv), seqno: 0 },
  });
  const paddings: string[] = [];
  const encryptedBytes: number[] = [];
  const packets = payloads.map((payload) => {
    const packet = cipher.allocPacket(payload.length);
    packet.set(payload, 5);
    paddings.push(packet.subarray(5 + payload.length).toString('hex'));
    encryptedBytes.push(packet.length - 4);
    cipher.encrypt(packet);
    return packet;
  });
  return { wire: Buffer.concat(written), packets, paddings, encryptedBytes };
}

/** @param readBytes that come at once */
function received(wire: Buffer, readBytes: number): Buffer[] {
  const payloads: Buffer[] = [];
  const onPayload = (payload: Buffer): void => void payloads.push(Buffer.from(payload));
  const decipher = ciphers.createDecipher({
    inbound: { onPayload, decipherInfo: info, decipherKey: key, decipherIV: Buffer.from(iv), seqno: 0 },
  });
  for (let at = 0; at < wire.length; at += readBytes) {
    const read = wire.subarray(at, at + readBytes);
    decipher.decrypt(read, 0, read.length);
  }
  return payloads;
}

test('the memory of a packet is given back once it is encrypted, that of a part once it is in its packet, and all arrives', () => {
  const payloads = [32_777, 5, 32_768, 100_000, 4_096, 32_777].map((bytes) => randomBytes(bytes));
  const { wire, packets, encryptedBytes } = sent(payloads);
  expect(packets.filter((packet) => packet.length > 4_096)).toEqual([]);
  for (const readBytes of [20_000, 65_536, 1_000, wire.length]) {
    const update = vi.spyOn(Decipheriv.prototype, 'update');
    const payloadsCome = received(wire, readBytes);
    const kept = update.mock.results.map(({ value }) => (value as Buffer).length).filter((bytes) => bytes > 4_096);
    update.mockRestore();
    expect(payloadsCome.map((payload) => payload.length)).toEqual(payloads.map((payload) => payload.length));
    expect(Buffer.concat(payloadsCome).equals(Buffer.concat(payloads))).toBe(true);
    expect(kept.filter((bytes) => !encryptedBytes.includes(bytes))).toEqual([]);
  }
});

test('no padding is sent twice', () => {
  const { paddings } = sent(Array.from({ length: 5_000 }, () => randomBytes(3)));
  expect(new Set(paddings).size).toBe(paddings.length);
  expect(paddings.every((padding) => padding.length >= 8)).toBe(true);
});
