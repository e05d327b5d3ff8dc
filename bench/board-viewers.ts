import { WebSocket } from 'ws';
import type { BoardChanges } from '@/lib/shared/board';
import { realtimePath } from '@/lib/shared/realtime-path';

type Cell = BoardChanges['cells'][number];
export interface Viewers {
  /** Called with the cells of each change that comes to any viewer. */
  onCells: (cells: readonly Cell[], atMs: number) => void;
  close(): void;
}

/**
 * Pages that have a board open, without the page: a WebSocket each that speaks as much of Engine.IO and Socket.IO as it takes to ask for
 * the board and to hear of it. Resolves when each has its snapshot.
 * @param cookies one a viewer, with its language
 * @param event what it asks with; what comes as `board:changes` is read, anything else only received
 */
export async function openViewers(port: number, cookies: readonly string[], origin: string, ask: unknown[]): Promise<Viewers> {
  const viewers: Viewers = { onCells: () => {}, close: () => {} };
  const sockets = await Promise.all(cookies.map((cookie) => openViewer(port, cookie, origin, ask, viewers)));
  viewers.close = () => {
    for (const socket of sockets) socket.terminate();
  };
  return viewers;
}

/** Engine.IO packet types (protocol 4): open, ping, pong, message. */
const [engineOpen, enginePing, enginePong, engineMessage] = ['0', '2', '3', '4'];

function openViewer(port: number, cookie: string, origin: string, ask: unknown[], viewers: Viewers): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${realtimePath}/?EIO=4&transport=websocket`, {
    headers: { cookie, origin },
    perMessageDeflate: false,
  });
  const send = (packet: unknown[]): void => socket.send(`${engineMessage}${JSON.stringify(packet)}`);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('A viewer was refused.')));
    socket.on('message', (data: Buffer) => {
      const kind = String.fromCharCode(data[0] ?? 0);
      if (kind === engineOpen) send([0, '/', null, null]);
      if (kind === enginePing) socket.send(enginePong ?? '');
      if (kind !== engineMessage) return;
      const text = data.toString('utf8', 1);
      // [type, namespace, id, data] of lib/shared/realtime-parser.ts.
      if (text.startsWith('[0,')) send([2, '/', 1, ask]);
      else if (text.startsWith('[3,')) {
        const [, , , [answer]] = JSON.parse(text) as [number, string, number, [{ ok: boolean }]];
        if (answer.ok) resolve(socket);
        else reject(new Error(`A viewer was refused: ${text.slice(0, 300)}`));
      } else if (text.startsWith('[4,')) reject(new Error(`A viewer was refused: ${text}`));
      else if (text.includes('"board:changes"')) {
        const [, , , [, changes]] = JSON.parse(text) as [number, string, null, [string, BoardChanges]];
        viewers.onCells(changes.cells, performance.timeOrigin + performance.now());
      }
    });
  });
}
