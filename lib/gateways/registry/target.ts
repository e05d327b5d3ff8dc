import { isIP, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { AppError, isAppError } from '@/lib/core/errors';
import { addressRefused, guardedLookup, type NodeNetworks } from '@/lib/gateways/ssh/node-networks';

/** Where a registry is, and as whom it is used. */
export interface RegistryTarget {
  scheme: 'http' | 'https';
  host: string;
  port: number;
  /** Basic authentication (RFC 7617); null leaves what a client sends by itself. */
  signIn: { user: string; password: string } | null;
  /** A connection to it, with TLS where the scheme says so. @throws AppError */
  open(): Promise<Duplex>;
}

const connectTimeoutMs = 5_000;

/**
 * A TCP connection of this machine. Addresses are judged like those of nodes, before anything is sent.
 * @throws AppError `address_refused`, `registry_unreachable`
 */
export async function dialRegistry(host: string, port: number, networks: NodeNetworks): Promise<Duplex> {
  if (isIP(host) > 0 && !networks.allows(host, port)) throw addressRefused(host);
  const socket = new Socket();
  socket.setNoDelay(true);
  return settled(socket, 'connect', `${host}:${port}`, () =>
    socket.connect({ host, port, lookup: guardedLookup(networks, port) }),
  );
}

/**
 * TLS over a connection. The certificate must be one that Node.js trusts for this name (NODE_EXTRA_CA_CERTS adds a school's own authority).
 * @throws AppError `registry_unreachable`
 */
export async function overTls(connection: Duplex, host: string): Promise<Duplex> {
  const socket = connectTls({ socket: connection, host, ...(isIP(host) === 0 && { servername: host }) });
  // TLS does not end what it goes over when it fails.
  socket.once('close', () => connection.destroy());
  return settled(socket, 'secureConnect', host, () => {});
}

function settled<T extends Socket>(socket: T, event: string, where: string, begin: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(timer);
      socket.destroy();
      reject(
        isAppError(error) ? error : new AppError('registry_unreachable', { detail: `${where}: ${error.message}`, cause: error }),
      );
    };
    const timer = setTimeout(() => fail(new Error(`no answer in ${connectTimeoutMs / 1000} s`)), connectTimeoutMs);
    socket.once('error', fail);
    socket.once(event, () => {
      clearTimeout(timer);
      socket.removeListener('error', fail);
      // Whoever uses it hears of its end; an error nobody listens for would end the process.
      socket.on('error', () => {});
      resolve(socket);
    });
    begin();
  });
}
