import { resetSocket } from '@/lab/farm/reset-socket';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP way to `host:port` that can be cut. Listens on this machine's loopback. */
export async function startCutProxy(host: string, port: number) {
  const open = new Set<Socket>();
  let bytes = 0;
  let cutAfter = Number.POSITIVE_INFINITY;
  let lasting = false;
  let closed = false;
  let cuts = 0;

  function cut(): void {
    cuts++;
    cutAfter = Number.POSITIVE_INFINITY;
    closed = lasting;
    for (const socket of open) resetSocket(socket);
  }

  const server = createServer((near) => {
    if (closed) {
      resetSocket(near);
      return;
    }
    const far = connect({ host, port });
    const ends = [
      [near, far],
      [far, near],
    ] as const;
    for (const [from, to] of ends) {
      open.add(from);
      from.setNoDelay(true);
      from.on('error', () => {});
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.on('data', (chunk) => {
        bytes += chunk.length;
        // What was over the line before the cut arrives; the rest does not.
        const over = bytes - cutAfter;
        to.write(over > 0 ? chunk.subarray(0, Math.max(0, chunk.length - over)) : chunk);
        if (over > 0) setImmediate(cut);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as { port: number }).port,
    get bytes() {
      return bytes;
    },
    get cuts() {
      return cuts;
    },
    /** Cuts everything after so many more bytes, both directions together. `lasting`: nobody gets through until `heal`. */
    cutAfter(count: number, isLasting: boolean): void {
      cutAfter = bytes + count;
      lasting = isLasting;
    },
    heal(): void {
      cutAfter = Number.POSITIVE_INFINITY;
      closed = false;
    },
    stop(): Promise<void> {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
export type CutProxy = Awaited<ReturnType<typeof startCutProxy>>;
