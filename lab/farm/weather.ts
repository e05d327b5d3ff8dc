import type { Socket } from 'node:net';
import type { Connection, ServerConfig } from 'ssh2';
import { resetSocket } from './reset-socket';

/**
 * How a fake node behaves:
 * - before SSH: `10-mb-banner` (lines before the identification string, RFC 4253 4.2, and never that string), `one-byte-a-second`,
 *   `resets` (RST at once), `hangs-at-connect` (accepts and says nothing), `hangs-at-handshake` (names itself and no more)
 * - `weak-*`: offers one kind of what is refused and nothing better; `weak-without-strict-exchange` is what CVE-2023-48795 cuts: ChaCha20
 * - `refuses-login`, `hangs-at-login`, `hangs-at-channel`, `hangs-at-command`, `no-streamlocal`, `endless-output`
 * - `reaches-back`: asks things of whoever is logged in: an agent, X11, a forwarded port, a forwarded socket
 */
export type Weather =
  | 'fair'
  | '10-mb-banner'
  | 'one-byte-a-second'
  | 'resets'
  | 'hangs-at-connect'
  | 'hangs-at-handshake'
  | 'weak-host-key'
  | 'weak-exchange'
  | 'weak-cipher'
  | 'weak-mac'
  | 'weak-rsa-size'
  | 'weak-without-strict-exchange'
  | 'refuses-login'
  | 'hangs-at-login'
  | 'hangs-at-channel'
  | 'hangs-at-command'
  | 'no-streamlocal'
  | 'endless-output'
  | 'reaches-back';

const ident = 'SSH-2.0-OpenSSH_10.0p2 Farm\r\n';

/** Weather below SSH. @returns true when the socket is taken. */
export function rawWeather(weather: Weather, socket: Socket): boolean {
  switch (weather) {
    case 'resets':
      resetSocket(socket);
      return true;
    case 'hangs-at-connect':
      socket.resume();
      return true;
    case 'hangs-at-handshake':
      socket.resume();
      socket.write(ident);
      return true;
    case 'one-byte-a-second': {
      socket.resume();
      let at = 0;
      const timer = setInterval(() => socket.write(ident[at++] ?? 'x'), 1_000);
      socket.once('close', () => clearInterval(timer));
      return true;
    }
    case '10-mb-banner': {
      socket.resume();
      const line = `${'x'.repeat(4_094)}\r\n`;
      let left = 10 * 1024 * 1024;
      const more = () => {
        while (left > 0 && !socket.destroyed) {
          left -= line.length;
          if (!socket.write(line)) return void socket.once('drain', more);
        }
      };
      more();
      return true;
    }
    default:
      return false;
  }
}

/** What RFC 9142 deprecates, one kind at a time; undefined for every other weather. */
export function weakAlgorithms(weather: Weather): ServerConfig['algorithms'] | undefined {
  switch (weather) {
    case 'weak-host-key':
      return { serverHostKey: ['ssh-rsa'] };
    case 'weak-rsa-size':
      return { serverHostKey: ['rsa-sha2-256', 'rsa-sha2-512'] };
    case 'weak-without-strict-exchange':
      return { cipher: ['chacha20-poly1305@openssh.com'] };
    case 'weak-exchange':
      return { kex: ['diffie-hellman-group1-sha1'] };
    case 'weak-cipher':
      return { cipher: ['aes128-cbc', '3des-cbc'] };
    case 'weak-mac':
      return { hmac: ['hmac-md5', 'hmac-sha1'], cipher: ['aes128-ctr'] };
    default:
      return undefined;
  }
}

/** Asks the other side for everything a server may ask a client for, and writes down the answers. */
export function reachBack(client: Connection, answers: Record<string, 'refused' | 'accepted'>): void {
  const note = (what: string) => (error: Error | undefined) => {
    answers[what] = error ? 'refused' : 'accepted';
  };
  const side = client as Connection & {
    openssh_forwardOutStreamLocal(path: string, done: (error?: Error) => void): void;
    // ssh2's server has no public call for this one.
    _chanMgr: { add(done: (error?: Error) => void): number };
    _protocol: { openssh_authAgent(channel: number, window: number, packet: number): void };
  };
  side.forwardOut('127.0.0.1', 2222, '127.0.0.1', 22, note('forwarded port'));
  side.x11('127.0.0.1', 6000, note('X11'));
  side.openssh_forwardOutStreamLocal('/var/run/docker.sock', note('forwarded socket'));
  side._protocol.openssh_authAgent(side._chanMgr.add(note('agent')), 65_536, 32_768);
}
