import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '@/lab/farm/fault-proxy';
import type { AttachedTerminal } from '@/lib/shared/realtime';
import { limits } from '@/lib/shared/limits';
import { ask, connected, must, type RealtimePanel, startRealtimePanel } from '@/lib/testing/realtime-panel';

let panel: RealtimePanel;
let proxy: FaultProxy;
beforeEach(async () => {
  panel = await startRealtimePanel();
  proxy = await startFaultProxy({ host: '127.0.0.1', port: panel.port });
}, 30_000);
afterEach(async () => {
  await proxy.stop();
  await panel.stop();
});

test('on a line of 20 KB/s a terminal with a full ring is taken up over one connection, byte for byte', async () => {
  const anna = await panel.addUser('anna');
  await panel.addNode('node0', [anna]);
  const near = panel.connect(anna.cookie);
  await connected(near);
  const size = { cols: 80, rows: 24 };
  const { terminal } = await must<AttachedTerminal>(ask(near, 'terminal:open', { kind: 'host', node: 'node0', ...size }));
  near.disconnect();
  const all = randomBytes(limits.terminalRingMaxBytes);
  panel.ptys[0]?.emit(all);
  proxy.faults = { bytesPerSecond: 20_000, sliceBytes: 1_400, latencyMs: 20 };
  const far = panel.connect(anna.cookie, {}, proxy.port);
  await connected(far);
  const parts: Buffer[] = [];
  let seq = 0;
  const take = (from: number, data: Uint8Array): void => {
    expect(from).toBe(seq);
    seq = from + data.byteLength;
    parts.push(Buffer.from(data));
    far.emit('terminal:ack', { id: terminal.id, seq });
  };
  far.on('terminal:output', (event) => take(event.seq - event.data.byteLength, new Uint8Array(event.data)));
  far.emit('terminal:attach', { id: terminal.id, afterSeq: 0, ...size }, (ack) => {
    if (ack.ok) take(ack.value.startSeq, new Uint8Array(ack.value.replay));
  });
  await expect.poll(() => seq, { timeout: 110_000, interval: 200 }).toBe(all.length);
  expect(Buffer.concat(parts).equals(all)).toBe(true);
  expect(proxy.connects).toBe(1);
  expect(far.connected).toBe(true);
}, 120_000);

test('a page that has fallen silent is let go, and one that is alive is not', async () => {
  const anna = await panel.addUser('anna');
  const alive = panel.connect(anna.cookie);
  const silent = panel.connect(anna.cookie, {}, proxy.port);
  await Promise.all([connected(alive), connected(silent)]);
  const sockets = () => panel.sockets();
  expect(sockets()).toBe(2);
  proxy.faults = { hold: true };
  await expect.poll(sockets, { timeout: 60_000, interval: 500 }).toBe(1);
  expect(alive.connected).toBe(true);
}, 90_000);
