import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Client } from 'ssh2';
import { WebSocketServer } from 'ws';

/**
 * The least that carries a keystroke from a WebSocket to a terminal on a node and back: `ws` and `ssh2`, nothing between them. It knows no
 * people, no rights, no reload and no slow page. Reads where to connect as JSON on standard input, and writes its port.
 */
export interface RelayTarget {
  host: string;
  port: number;
  /** `<type> <base64>` */
  hostKey: string;
  privateKey: string;
}

const { host, port, hostKey, privateKey } = JSON.parse(await text(process.stdin)) as RelayTarget;
const pinned = Buffer.from(hostKey.split(' ')[1] ?? '', 'base64');
const client = new Client();
client.on('ready', () => {
  // As OpenSSH does for a terminal (ssh_packet_set_interactive): with Nagle's algorithm each letter waits for the node's delayed ACK.
  client.setNoDelay(true);
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket) => {
    // What comes before the shell is there waits for it.
    socket.pause();
    client.shell({ cols: 80, rows: 24, term: 'xterm-256color' }, (error, shell) => {
      if (error) throw error;
      socket.on('message', (data: Buffer) => shell.write(data));
      shell.on('data', (data: Buffer) => socket.send(data));
      socket.on('close', () => shell.close());
      socket.resume();
    });
  });
  server.on('listening', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
});
client.connect({ host, port, username: 'root', privateKey, hostVerifier: (key: Buffer) => key.equals(pinned) });
