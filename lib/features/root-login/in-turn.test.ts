import { expect, test } from 'vitest';
import { inTurn } from './in-turn';

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('on one node one after the other, also after a failure; another node does not wait', async () => {
  const fleet = {};
  const did: string[] = [];
  const first = gate();
  const failing = inTurn(fleet, 'a', undefined, async () => {
    did.push('first begins');
    await first.opened;
    did.push('first ends');
    throw new Error('it broke');
  });
  const second = inTurn(fleet, 'a', undefined, async () => did.push('second'));
  await inTurn(fleet, 'b', undefined, async () => did.push('another node'));
  expect(did).toEqual(['first begins', 'another node']);
  first.open();
  await expect(failing).rejects.toThrow('it broke');
  await second;
  expect(did).toEqual(['first begins', 'another node', 'first ends', 'second']);
});

test('whoever gives up waiting does nothing, and lets nobody past who is still at work', async () => {
  const fleet = {};
  const did: string[] = [];
  const first = gate();
  const working = inTurn(fleet, 'a', undefined, async () => {
    await first.opened;
    did.push('first ends');
  });
  const abort = new AbortController();
  const gone = inTurn(fleet, 'a', abort.signal, async () => did.push('never'));
  const last = inTurn(fleet, 'a', undefined, async () => did.push('last'));
  abort.abort();
  await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
  expect(did).toEqual([]);
  first.open();
  await Promise.all([working, last]);
  expect(did).toEqual(['first ends', 'last']);
});
