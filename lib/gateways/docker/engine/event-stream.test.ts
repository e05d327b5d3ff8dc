import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { expect, test } from 'vitest';
import { openEventStream } from './event-stream';

/** A channel, what was asked over it, and the other end of it. */
function asked() {
  const [channel, daemon] = duplexPair();
  const deadline = new AbortController();
  const signal = new AbortController();
  const opened = openEventStream(channel, '/v1.45/events', { deadline: deadline.signal, signal: signal.signal });
  opened.catch(() => {});
  return { channel, daemon, deadline, signal, opened };
}

const head = 'HTTP/1.0 200 OK\r\nApi-Version: 1.45\r\nConnection: close\r\n\r\n';

test('what follows the head is the stream, wherever the pieces are cut', async () => {
  const answer = Buffer.from(`${head}{"Type":"container"}\n{"Type":"image"}\n`);
  for (let at = 1; at < answer.length; at++) {
    const { daemon, opened } = asked();
    daemon.write(answer.subarray(0, at));
    await new Promise((resolve) => setImmediate(resolve));
    daemon.end(answer.subarray(at));
    const pieces = (await (await opened).toArray()) as Buffer[];
    expect(Buffer.concat(pieces).toString()).toBe('{"Type":"container"}\n{"Type":"image"}\n');
  }
});

test('it is asked for in HTTP/1.0, whose answers have no chunks', async () => {
  const { daemon } = asked();
  const [question] = (await once(daemon, 'data')) as [Buffer];
  expect(question.toString()).toMatch(/^GET \/v1\.45\/events HTTP\/1\.0\r\n(.+\r\n)+\r\n$/);
});

test('a refusal has the status and the words of the Engine, and its channel is given back', async () => {
  const { channel, daemon, opened } = asked();
  daemon.write('HTTP/1.0 400 Bad Request\r\nContent-Length: 22\r\n\r\n{"message":"too');
  daemon.write(' new."}');
  await expect(opened).rejects.toMatchObject({ statusCode: 400, json: { message: 'too new.' } });
  expect(channel.destroyed).toBe(true);
});

test.each([
  ['nothing', ''],
  ['of another protocol', 'SSH-2.0-x\r\n\r\n'],
  ['half a head', 'HTTP/1.0 200 OK\r\n'],
  ['a head without end', `HTTP/1.0 200 OK\r\nX: ${'x'.repeat(100_000)}`],
])('an answer that is %s is none, and its channel is given back', async (_, said) => {
  const { channel, daemon, opened } = asked();
  daemon.end(said);
  await expect(opened).rejects.toThrow(/not HTTP|ended before/);
  expect(channel.destroyed).toBe(true);
});

test('the deadline ends a channel before its answer and not after it; the signal ends it at any time', async () => {
  const silent = asked();
  silent.deadline.abort();
  await expect(silent.opened).rejects.toThrow();
  expect(silent.channel.destroyed).toBe(true);
  const { channel, daemon, deadline, signal, opened } = asked();
  daemon.write(head);
  await opened;
  deadline.abort();
  expect(channel.destroyed).toBe(false);
  signal.abort();
  expect(channel.destroyed).toBe(true);
});
