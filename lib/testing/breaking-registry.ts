import { connect as connectTcp, createServer } from 'node:net';
import type { Lab } from '@/lab/lab';

/** A way to the lab's registry that breaks: after `bytes` of an answer the connection is reset. */
export async function breakingRegistry({ registry, gateway }: Lab, bytes: number): Promise<{ address: string; close(): void }> {
  const server = createServer((client) => {
    const upstream = connectTcp(registry.port, registry.host);
    let sent = 0;
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      sent += chunk.length;
      if (sent > bytes) client.resetAndDestroy();
      else client.write(chunk);
    });
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      socket.on('close', () => (socket === client ? upstream : client).destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, gateway, resolve));
  return { address: `${gateway}:${(server.address() as { port: number }).port}`, close: () => server.close() };
}
