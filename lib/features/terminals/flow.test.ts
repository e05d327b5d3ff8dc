import { expect, test } from 'vitest';
import { createFlow } from './flow';

const limits = {
  highWaterBytes: 100,
  lowWaterBytes: 20,
  stallMs: 30_000,
  awayMs: 60_000,
  behindMs: 1_000,
  inFlightBytes: 1_000,
  frameMaxBytes: 1_000,
};

function setUp() {
  let now = 0;
  const flow = createFlow<string>(limits, () => now);
  return { flow, pass: (ms: number) => (now += ms) };
}

test('the source rests above the high water mark and goes on only below the low one', () => {
  const { flow } = setUp();
  flow.join('tab', 0, 0);
  flow.sent('tab', 101);
  expect(flow.check(100).blocked).toBe(false);
  expect(flow.check(101).blocked).toBe(true);
  flow.acknowledge('tab', 80);
  expect(flow.check(101).blocked).toBe(true);
  flow.acknowledge('tab', 81);
  expect(flow.check(101).blocked).toBe(false);
});

test('the slowest live viewer decides', () => {
  const { flow } = setUp();
  flow.join('fast', 0, 200);
  flow.join('slow', 0, 200);
  flow.acknowledge('fast', 200);
  expect(flow.check(200).blocked).toBe(true);
  flow.acknowledge('slow', 190);
  expect(flow.check(200).blocked).toBe(false);
});

test('a viewer that says nothing for 30 s stops deciding, and counts again when it speaks', () => {
  const { flow, pass } = setUp();
  flow.join('asleep', 0, 200);
  flow.join('awake', 200, 200);
  expect(flow.check(200)).toEqual({ blocked: true, waitMs: 30_000 });
  pass(29_999);
  expect(flow.check(200)).toEqual({ blocked: true, waitMs: 1 });
  pass(1);
  expect(flow.check(200)).toEqual({ blocked: false, waitMs: null });
  expect(flow.liveViewers).toBe(1);
  expect(flow.due(300).map((due) => due.key)).toEqual(['awake']);
  flow.acknowledge('asleep', 200);
  expect(flow.due(300).map((due) => due.key)).toEqual(['asleep', 'awake']);
});

test('a viewer that was quiet because there was little to draw is not stalled the moment a burst comes', () => {
  const { flow, pass } = setUp();
  flow.join('tab', 0, 50);
  expect(flow.check(50).blocked).toBe(false);
  pass(600_000);
  expect(flow.check(500)).toEqual({ blocked: true, waitMs: 30_000 });
});

test('acknowledging what was never sent, or less than before, changes nothing', () => {
  const { flow } = setUp();
  flow.join('tab', 0, 200);
  flow.acknowledge('tab', 201);
  expect(flow.check(200).blocked).toBe(true);
  flow.acknowledge('tab', 200);
  flow.acknowledge('tab', 1);
  expect(flow.check(200).blocked).toBe(false);
});

test('a viewer that leaves no longer holds anything up', () => {
  const { flow } = setUp();
  flow.join('tab', 0, 200);
  expect(flow.check(200).blocked).toBe(true);
  flow.leave('tab');
  expect(flow.check(200)).toEqual({ blocked: false, waitMs: null });
});

test('what the last viewer has not drawn is held for its return for 60 s, then overwritten', () => {
  const { flow, pass } = setUp();
  flow.join('reloading', 0, 0);
  flow.leave('reloading', true);
  expect(flow.check(100).blocked).toBe(false);
  expect(flow.check(101)).toEqual({ blocked: true, waitMs: 60_000 });
  pass(60_000);
  expect(flow.check(101)).toEqual({ blocked: false, waitMs: null });
});

test('a viewer that left on purpose, or left others behind, is not waited for; its return ends the waiting', () => {
  const { flow } = setUp();
  flow.join('gone', 0, 0);
  flow.leave('gone');
  expect(flow.check(500).blocked).toBe(false);
  flow.join('one', 500, 500);
  flow.join('other', 500, 500);
  flow.leave('one', true);
  flow.sent('other', 900);
  flow.acknowledge('other', 900);
  expect(flow.check(900).blocked).toBe(false);
  flow.leave('other', true);
  expect(flow.check(1_001).blocked).toBe(true);
  flow.join('back', 1_001, 1_001);
  expect(flow.check(1_001).blocked).toBe(false);
});

test('what is under way to one viewer is bounded, and goes in whole messages', () => {
  const flow = createFlow<string>({ ...limits, inFlightBytes: 40, frameMaxBytes: 16 }, () => 0);
  flow.join('tab', 0, 0);
  const send = () => {
    const sizes: number[] = [];
    for (let due = flow.due(100); due[0]; due = flow.due(100)) {
      sizes.push(due[0].toSeq - due[0].fromSeq);
      flow.sent('tab', due[0].toSeq);
    }
    return sizes;
  };
  expect(send()).toEqual([16, 16]);
  flow.acknowledge('tab', 7);
  expect(send()).toEqual([]);
  flow.acknowledge('tab', 8);
  expect(send()).toEqual([16]);
  flow.acknowledge('tab', 48);
  expect(send()).toEqual([16, 16]);
  flow.acknowledge('tab', 80);
  expect(send()).toEqual([16, 4]);
  expect(flow.isUpToDate('tab', 100)).toBe(true);
});

test('between two bursts of a flood a page that has drawn everything is behind all the same, for a second', () => {
  const { flow, pass } = setUp();
  flow.join('tab', 0, 200);
  expect(flow.isBehind(200)).toBe(true);
  expect(flow.check(200).blocked).toBe(true);
  flow.acknowledge('tab', 200);
  expect(flow.check(200).blocked).toBe(false);
  pass(999);
  expect(flow.isBehind(200)).toBe(true);
  // Nothing was held up since.
  expect(flow.check(200).blocked).toBe(false);
  pass(1);
  expect(flow.isBehind(200)).toBe(false);
});

test('who looks on holds up nothing, however long they draw nothing, and is sent no more than what may be under way', () => {
  const { flow, pass } = setUp();
  flow.join('owner', 0, 0);
  flow.join('observer', 0, 0, false);
  flow.sent('owner', 200);
  flow.acknowledge('owner', 200);
  expect(flow.check(200)).toEqual({ blocked: false, waitMs: null });
  expect(flow.liveViewers).toBe(1);
  flow.sent('observer', 200);
  pass(limits.stallMs * 2);
  expect(flow.check(900).waitMs).toBe(limits.stallMs);
  // 200 bytes are under way to it, and 1000 may be.
  expect(flow.due(1_000).map((due) => due.key)).toEqual(['owner', 'observer']);
  expect(flow.due(1_001).map((due) => due.key)).toEqual(['owner']);
  flow.acknowledge('observer', 200);
  expect(flow.due(1_001).map((due) => due.key)).toEqual(['owner', 'observer']);
});

test('an observer is no last viewer: for them nothing is held, and with them alone nobody is waited for', () => {
  const { flow } = setUp();
  flow.join('observer', 0, 0, false);
  expect([flow.liveViewers, flow.hasAudience]).toEqual([0, true]);
  flow.leave('observer', true);
  expect(flow.check(1_000)).toEqual({ blocked: false, waitMs: null });
  flow.join('owner', 0, 0);
  flow.join('observer', 0, 0, false);
  flow.leave('owner', true);
  expect(flow.check(1_000).blocked).toBe(true);
});
