import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import { fetchAgain } from './fetch-again';

const client = new QueryClient();
afterEach(() => client.clear());
const queryKey = ['nodes'];

/** A shown query whose every fetch waits to be answered. */
function show(initialData?: number) {
  const asked: Array<{ answer: (value: number) => void; fail: () => void; signal: AbortSignal }> = [];
  const observer = new QueryObserver<number>(client, {
    queryKey,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    initialData: initialData as number,
    queryFn: ({ signal }) =>
      new Promise((answer, reject) => {
        asked.push({ answer, fail: () => reject(new Error('no answer')), signal });
      }),
  });
  const hide = observer.subscribe(() => {});
  return { asked, hide, data: () => observer.getCurrentResult().data };
}

test('changes that come faster than answers let each answer through, and one fetch follows them all', async () => {
  const { asked, data, hide } = show(0);
  for (let n = 0; n < 5; n++) fetchAgain(client, { queryKey });
  expect(asked).toHaveLength(1);
  asked[0]?.answer(1);
  await expect.poll(data).toBe(1);
  expect(asked[0]?.signal.aborted).toBe(false);
  await expect.poll(() => asked.length).toBe(2);
  fetchAgain(client, { queryKey });
  asked[1]?.answer(2);
  await expect.poll(() => asked.length).toBe(3);
  asked[2]?.answer(3);
  await expect.poll(data).toBe(3);
  expect(client.isFetching()).toBe(0);
  expect(asked).toHaveLength(3);
  hide();
});

test('a change during the very first fetch, or one that fails, is fetched too', async () => {
  const { asked, data, hide } = show();
  fetchAgain(client, { queryKey });
  asked[0]?.fail();
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.answer(2);
  await expect.poll(data).toBe(2);
  hide();
});

test('what nobody looks at is not fetched, and known to be old', () => {
  client.setQueryData(queryKey, 1);
  fetchAgain(client, { queryKey });
  expect(client.getQueryState(queryKey)).toMatchObject({ isInvalidated: true, fetchStatus: 'idle' });
});
