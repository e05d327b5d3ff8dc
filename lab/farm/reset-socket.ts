import type { Socket } from 'node:net';

/**
 * Resets a TCP connection now. `resetAndDestroy` by itself waits for what is still to be written (node:net), for ever where the other side
 * has stopped to read. Where nothing is, it is left to itself: it shuts the connection down first, and one that is being shut down cannot be
 * reset (libuv, uv_tcp_close_reset).
 */
export function resetSocket(socket: Socket): void {
  const waits = socket.writableLength > 0;
  socket.resetAndDestroy();
  if (waits) socket.destroy();
}
