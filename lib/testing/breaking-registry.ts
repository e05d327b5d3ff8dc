import { connect as connectTcp, createServer } from 'node:net';
import type { Lab } from '@/lab/lab';

/**
 * A way to the lab's registry that breaks: the connection is reset after so many bytes of what is answered, or of what is sent to it.
 * @param of what is counted
 * @returns `heal`: what is opened from then on does not break
 */
export async function breakingRegistry(
  { registry, gateway }: Lab,
  bytes: number,
  of: 'answers' | 'requests' = 'answers',
): Promise<{ address: string; heal(): void; close(): void }> {
  let most = bytes;
  const server = createServer((client) => {
    const upstream = connectTcp(registry.port, registry.host);
    const [counted, other] = of === 'answers' ? [upstream, client] : [client, upstream];
    let sent = 0;
    other.pipe(counted);
    counted.on('data', (chunk) => {
      sent += chunk.length;
      if (sent > most) client.resetAndDestroy();
      else other.write(chunk);
    });
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      socket.on('close', () => (socket === client ? upstream : client).destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, gateway, resolve));
  return {
    address: `${gateway}:${(server.address() as { port: number }).port}`,
    heal: () => {
      most = Number.POSITIVE_INFINITY;
    },
    close: () => server.close(),
  };
}
