import type { Socket } from 'node:net';

/**
 * Resets a TCP connection now. `resetAndDestroy` by itself waits for what is still to be written (node:net), for ever where the other side
 * has stopped to read.
 */
export function resetSocket(socket: Socket): void {
  socket.resetAndDestroy();
  socket.destroy();
}
