import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { expect, test, vi } from 'vitest';
import { type Opened, narrowWindowBytes, openNarrow, wideWindowBytes, windowFor } from './window';

const kibibyte = 1024;
const packetBytes = 32 * kibibyte;

/** A channel whose node sends all it may, and what it was granted. */
function channelOf(maxBytes?: number) {
  const granted: number[] = [];
  let first = 0;
  const client = {
    _protocol: {
      openssh_directStreamLocal: (_channel: number, windowBytes: number) => {
        first = windowBytes;
      },
      channelWindowAdjust: (_id: number, bytes: number) => void granted.push(bytes),
    },
  };
  const channel = Object.assign(new PassThrough(), {
    incoming: { window: 0 },
    outgoing: { id: 1, state: 'open' },
    stderr: Object.assign(new PassThrough(), new EventEmitter()),
  }) as unknown as ClientChannel;
  const open = (done: Opened) => {
    (client._protocol.openssh_directStreamLocal as (...all: unknown[]) => void)(1, 2 * 1024 * kibibyte, 32 * kibibyte, {});
    done(undefined, channel);
  };
  openNarrow(client, open, () => {}, maxBytes);
  channel.resume();
  const send = async (packets: number) => {
    for (let i = 0; i < packets; i++) {
      channel.push(Buffer.alloc(packetBytes));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const sum = () => granted.reduce((total, bytes) => total + bytes, 0);
  return { first: () => first, send, sum, channel };
}

test('a terminal is 128 KiB ahead of its reader at most, and an archive a mebibyte', async () => {
  // No time passes: as fast as it can.
  vi.useFakeTimers({ toFake: ['performance'] });
  expect([narrowWindowBytes, wideWindowBytes]).toEqual([128 * kibibyte, 1024 * kibibyte]);
  const narrow = channelOf();
  expect(narrow.first()).toBe(narrowWindowBytes);
  await narrow.send(200);
  expect(narrow.sum()).toBeLessThanOrEqual(200 * packetBytes);
  expect(narrow.sum()).toBeGreaterThanOrEqual(200 * packetBytes - narrowWindowBytes / 2);
  expect(narrow.channel.readableHighWaterMark).toBe(narrowWindowBytes / 2);
  const wide = channelOf(wideWindowBytes);
  expect(wide.first()).toBe(narrowWindowBytes);
  await wide.send(200);
  const mayCome = narrowWindowBytes + wide.sum() - 200 * packetBytes;
  expect(mayCome).toBeGreaterThan(wideWindowBytes / 2 - packetBytes);
  expect(mayCome).toBeLessThanOrEqual(wideWindowBytes);
  vi.useRealTimers();
});

test('an archive has as much on its way as comes in 50 ms, so a slow line stays free for a terminal', () => {
  const second = 1_000;
  const mebibyte = 1024 * kibibyte;
  expect(windowFor(mebibyte, second, wideWindowBytes)).toBe(narrowWindowBytes);
  expect(windowFor(10 * mebibyte, second, wideWindowBytes)).toBe(mebibyte / 2);
  expect(windowFor(200 * mebibyte, second, wideWindowBytes)).toBe(wideWindowBytes);
  expect(windowFor(mebibyte, 0, wideWindowBytes)).toBe(wideWindowBytes);
});
