import { type AddressInfo, createServer, connect as connectTcp, type Socket } from 'node:net';
import { resetSocket } from './reset-socket';

/** What happens to the bytes on their way. All of it can be changed while connections are open. */
export interface Faults {
  /** Each way, in ms. */
  latencyMs?: number;
  /** Each way. */
  bytesPerSecond?: number;
  /** Nothing is passed on in either direction, nothing is closed: a pulled cable. */
  hold?: boolean;
  /** The connection is reset (TCP RST) when this many bytes have gone through it, both ways counted. */
  resetAtByte?: number;
  /** A connection is reset when it would take the bytes of all connections since the start over this. */
  resetAtTotal?: number;
  /** Bytes are passed on in pieces of at most this size. */
  sliceBytes?: number;
}

export interface FaultProxy {
  port: number;
  host: string;
  faults: Faults;
  /** Connections since the start, and the most that were open at one time. */
  connects: number;
  mostOpen: number;
  /** Bytes that went through all connections. */
  bytes: number;
  /** Resets what is open. */
  cut(): void;
  stop(): Promise<void>;
}

/** A TCP proxy before one port, on a port of its own. @param host where it listens; by default this machine alone reaches it */
export async function startFaultProxy(
  target: { host: string; port: number },
  faults: Faults = {},
  host = '127.0.0.1',
): Promise<FaultProxy> {
  const pairs = new Set<[Socket, Socket]>();
  const proxy: FaultProxy = {
    ...{ host, port: 0, faults, connects: 0, mostOpen: 0, bytes: 0 },
    cut() {
      for (const pair of pairs) for (const socket of pair) resetSocket(socket);
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      proxy.cut();
      await closed;
    },
  };
  const server = createServer({ noDelay: true }, (near) => {
    const far = connectTcp({ host: target.host, port: target.port, noDelay: true });
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    proxy.connects++;
    proxy.mostOpen = Math.max(proxy.mostOpen, pairs.size);
    let through = 0;
    /** @returns how many of these bytes still go through; fewer than given means that the reset comes after them. */
    const count = (size: number): number => {
      const { resetAtByte = Number.POSITIVE_INFINITY, resetAtTotal = Number.POSITIVE_INFINITY } = proxy.faults;
      const passed = Math.max(0, Math.min(size, resetAtByte - through, resetAtTotal - proxy.bytes));
      through += size;
      proxy.bytes += passed;
      return passed;
    };
    // At a byte: what came before it is delivered first.
    const cut = () => {
      for (const socket of pair) socket.resetAndDestroy();
    };
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => to.destroy());
      from.on('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
      void relay(from, to, proxy, count, cut).catch(() => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, proxy.host, resolve));
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}

async function relay(
  from: Socket,
  to: Socket,
  proxy: FaultProxy,
  count: (size: number) => number,
  cut: () => void,
): Promise<void> {
  for await (const data of from as AsyncIterable<Buffer>) {
    const { latencyMs, sliceBytes } = proxy.faults;
    if (latencyMs) await pause(latencyMs);
    for (let at = 0; at < data.length; at += sliceBytes ?? data.length) {
      const piece = data.subarray(at, at + (sliceBytes ?? data.length));
      while (proxy.faults.hold && !to.destroyed) await pause(10);
      const passed = count(piece.length);
      if (passed > 0 && !to.write(piece.subarray(0, passed))) await drained(to);
      if (passed < piece.length) return cut();
      if (proxy.faults.bytesPerSecond) await pause((1000 * piece.length) / proxy.faults.bytesPerSecond);
      else if (sliceBytes) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  to.end();
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const drained = (socket: Socket): Promise<unknown> =>
  new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
