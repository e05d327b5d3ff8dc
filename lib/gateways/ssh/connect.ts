import { isIP, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type AnyAuthMethod, type ConnectConfig } from 'ssh2';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import { algorithms, hostKeyAlgorithmsFor, rsaMinBits } from './algorithms';
import { createConnection } from './connection';
import { formatHostKey, isSameHostKey, presentHostKey, rsaBits } from './host-key-format';
import { createLeanSocket, holdLittle, joinWrites, keepKeyObjects, readsInPlace } from './lean-socket';
import { addressRefused, guardedLookup, type NodeNetworks } from './node-networks';
import { printable } from './printable';
import { parsePrivateKey } from './private-key';
import { type ServerHello, watchHello } from './server-hello';
import { withSpareSessions } from './spare-sessions';
import { mapConnectError } from './ssh-errors';
import type { SshConnection, SshTarget } from './ssh-connection';

export interface ConnectOptions {
  /** For everything up to the accepted login, in ms: a node that trickles its banner is given up then. */
  timeoutMs: number;
  keepaliveIntervalMs: number;
  /** Unanswered keep-alives after which the node counts as lost. */
  keepaliveCountMax: number;
  /** Told of the key the node offered, as `<type> <base64>`, when it is not the approved one. */
  onHostKey?: (offered: string) => void;
  /** Told how far the attempt is, in this order; lib/gateways/ssh/stages.ts makes stages of it. */
  progress?: ConnectProgress;
  /** Which addresses a node may have; every one when not given. Behind a jump host the jump host decides. */
  networks?: NodeNetworks;
  log: Logger;
}

const ignore = () => {};

/** Most bytes of a node up to the end of the key exchange: an identification and one exchange take a few KiB. */
const helloMaxBytes = 256 * 1024;

/** What an attempt gets past, in order. */
interface ConnectProgress {
  /** The name is an address now; null where the jump host resolves it. */
  address(address: string | null): void;
  port(): void;
  /** What the server says of itself; again with its algorithms, when it has named them. */
  hello(hello: ServerHello): void;
  /** The key the node offered, as `<type> <base64>`, and whether it is the approved one. */
  hostKey(offered: string, approved: boolean): void;
}

/**
 * Connects and logs in. The only `connect(` to a node in the project: the host key is compared before any credential is offered,
 * and only the configured method is tried, once (sshd 9.8 and later ban addresses that fail repeatedly: PerSourcePenalties).
 * @throws AppError host_key_unverified, host_key_changed, ssh_auth_failed, ssh_algorithms, node_refused, node_unreachable,
 *   credential_unreadable
 */
export async function connectSsh(target: SshTarget, options: ConnectOptions): Promise<SshConnection> {
  const { progress: _, ...again } = options;
  return withSpareSessions(await connectOnce(target, options), () => connectOnce(target, again));
}

async function connectOnce(target: SshTarget, options: ConnectOptions): Promise<SshConnection> {
  const started = performance.now();
  const socket = await openSocket(target, options);
  const saidOther = watchHello(socket, (hello) => options.progress?.hello(hello));
  const client = new ssh2.Client();
  // Stays for the life of the client: ssh2 may report an error more than once, and an unheard one would end the process.
  client.on('error', ignore);
  keepKeyObjects(client);
  holdLittle(client);
  readsInPlace(client, socket);
  try {
    await logIn(client, socket, target, {
      ...options,
      timeoutMs: Math.max(1, options.timeoutMs - (performance.now() - started)),
    });
  } catch (error) {
    client.destroy();
    socket.destroy();
    const other = saidOther();
    throw other
      ? notSsh(other, mapConnectError(error as Error), options.progress !== undefined)
      : mapConnectError(error as Error);
  }
  const ends = socket instanceof Socket ? [socket.localAddress, socket.remoteAddress] : [];
  const addresses = ends.filter((address) => address !== undefined);
  return createConnection(client, { user: target.user, addresses, log: options.log });
}

/**
 * Something answered before it hung up, and not by SSH's first line. sshd itself says why it will not talk: MaxStartups and
 * PerSourcePenalties (sshd_config(5)).
 */
function notSsh(said: string, error: AppError, told: boolean): AppError {
  if (error.code !== 'node_refused') return error;
  const bySshd = /^(Exceeded MaxStartups|Not allowed at this time)/.test(said);
  return new AppError(bySshd ? 'ssh_throttled' : 'not_ssh', { ...(told && { detail: printable(said) }), cause: error });
}

const accountExpired = /account has expired/i;
const bannerMaxChars = 4_096;

/** @param banner the end of what sshd said before the login (RFC 4252 5.4) */
function hungUp(banner: string): AppError {
  if (accountExpired.test(banner)) return new AppError('account_expired', { detail: printable(banner) });
  return new AppError('node_refused', { detail: 'The node closed the connection.' });
}

function logIn(client: ssh2.Client, socket: Duplex, target: SshTarget, options: ConnectOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = new HostKeyCheck(target, options);
    const deadline = setTimeout(
      () => finish(new AppError('node_unreachable', { detail: 'The node did not finish the SSH handshake in time.' })),
      options.timeoutMs,
    );
    // ssh2 keeps whatever comes before the version line (RFC 4253 4.2 allows lines there) until that line comes.
    let heard = 0;
    const listen = (data: Buffer) => {
      heard += data.length;
      if (heard > helloMaxBytes) finish(new AppError('not_ssh', { detail: `${helloMaxBytes} bytes and no key exchange.` }));
    };
    const finish = (error?: Error) => {
      clearTimeout(deadline);
      socket.removeListener('data', listen);
      client.removeListener('error', onError);
      client.removeListener('close', onClose);
      client.removeListener('banner', onBanner);
      if (error) reject(check.refusal ?? error);
      else resolve();
    };
    // PAM's words come as a banner, before sshd hangs up on a right credential of an account that may not log in (auth2.c).
    let banner = '';
    const onBanner = (text: string) => {
      banner = (banner + text).slice(-bannerMaxChars);
    };
    const onClose = () => finish(hungUp(banner));
    const onError = (error: Error) => finish(accountExpired.test(banner) ? hungUp(banner) : error);
    client.once('handshake', () => socket.removeListener('data', listen));
    client.once('ready', () => finish());
    client.on('banner', onBanner);
    client.once('error', onError);
    client.once('close', onClose);
    const config = (): ConnectConfig => ({
      sock: socket as Socket,
      username: target.user,
      readyTimeout: 0, // our own deadline covers the TCP connect too
      keepaliveInterval: options.keepaliveIntervalMs,
      keepaliveCountMax: options.keepaliveCountMax,
      algorithms: {
        ...algorithms,
        ...(target.hostKey && { serverHostKey: hostKeyAlgorithmsFor(target.hostKey.split(' ')[0] ?? '') }),
      },
      hostVerifier: verifierOf(check),
      ...credentials(target),
    });
    try {
      client.connect(config());
      socket.on('data', listen);
    } catch (error) {
      // A wrong passphrase or a damaged key throws before anything is sent.
      finish(
        isAppError(error) ? error : new AppError('credential_unreadable', { detail: (error as Error).message, cause: error }),
      );
    }
  });
}

/** Judges the key of each key exchange: held as long as the connection, and nothing else of the login with it. */
class HostKeyCheck {
  readonly #target: Pick<SshTarget, 'hostKey' | 'hostKeySha256'>;
  readonly #hear: Pick<ConnectOptions, 'onHostKey' | 'progress'>;
  refusal: AppError | null = null;

  constructor({ hostKey, hostKeySha256 }: SshTarget, { onHostKey, progress }: ConnectOptions) {
    this.#target = { hostKey, hostKeySha256 };
    this.#hear = { onHostKey, progress };
  }

  isRight(key: Buffer): boolean {
    this.refusal = refuseShortKey(key);
    if (this.refusal) return false;
    const offered = formatHostKey(key);
    this.refusal = refuseHostKey(this.#target, key);
    this.#hear.progress?.hostKey(offered, this.refusal === null);
    if (this.refusal) this.#hear.onHostKey?.(offered);
    return this.refusal === null;
  }
}

const verifierOf = (check: HostKeyCheck) => (key: Buffer) => check.isRight(key);

/** An RSA key short enough to be worked out is no key to show and approve: it ends where weak algorithms do, also when it was approved. */
function refuseShortKey(offered: Buffer): AppError | null {
  const bits = rsaBits(offered);
  if (bits === null || bits >= rsaMinBits) return null;
  return new AppError('ssh_algorithms', { detail: `RSA host key of ${bits} bits, at least ${rsaMinBits} needed` });
}

/** Why this key is not good enough, before anything of ours is sent; null when it is the approved one. */
function refuseHostKey(
  { hostKey, hostKeySha256 }: Pick<SshTarget, 'hostKey' | 'hostKeySha256'>,
  offered: Buffer,
): AppError | null {
  if (hostKey) return isSameHostKey(hostKey, offered) ? null : new AppError('host_key_changed');
  if (!hostKeySha256) return new AppError('host_key_unverified');
  return presentHostKey(formatHostKey(offered))?.sha256 === hostKeySha256 ? null : new AppError('host_key_mismatch');
}

/** Exactly the configured method; a password is also given when sshd asks for it by keyboard-interactive (PAM). */
function credentials({ user, auth }: SshTarget): Partial<ConnectConfig> {
  if (auth.kind === 'private_key') {
    const parsed = parsePrivateKey(auth.privateKey, auth.passphrase);
    if (typeof parsed === 'string') throw new AppError('credential_unreadable', { detail: parsed });
    const method: AnyAuthMethod = { type: 'publickey', username: user, key: parsed };
    let offered = false;
    return {
      authHandler: (_left, _partial, next) => {
        if (offered) return next(false as never);
        offered = true;
        next(method);
      },
    };
  }
  let tried = false;
  return {
    authHandler: (methodsLeft, _partial, next) => {
      if (tried) return next(false as never);
      // The first call knows no methods yet: `none` makes the server name them, and costs no failure (RFC 4252 5.2).
      if (methodsLeft === null) return next({ type: 'none', username: user });
      tried = true;
      const methods = methodsLeft as string[];
      if (methods.includes('password')) return next({ type: 'password', username: user, password: auth.password });
      if (methods.includes('keyboard-interactive')) {
        return next({
          type: 'keyboard-interactive',
          username: user,
          prompt: (_name, _instructions, _lang, prompts, finish) => finish(prompts.map((p) => (p.echo ? '' : auth.password))),
        });
      }
      return next(false as never);
    },
  };
}

/** TCP with no delay (ssh2 does not set it: 89 → 50 ms a handshake), or a channel through the jump host. */
async function openSocket(target: SshTarget, { timeoutMs, progress, networks }: ConnectOptions): Promise<Duplex> {
  if (target.jump) {
    progress?.address(null);
    const channel = await target.jump.openTcp(target.host, target.port);
    progress?.port();
    return channel;
  }
  const { host, port } = target;
  if (networks && isIP(host) && !networks.allows(host, port)) throw addressRefused(host);
  return new Promise((resolve, reject) => {
    const socket = createLeanSocket();
    const fail = (error: Error) => {
      socket.destroy();
      reject(mapConnectError(error));
    };
    const timer = setTimeout(
      () => fail(new AppError('node_unreachable', { detail: `No answer from ${target.host}:${target.port}.` })),
      timeoutMs,
    );
    socket.setNoDelay(true);
    socket.once('error', fail);
    const onClose = () => clearTimeout(timer);
    socket.once('close', onClose);
    if (isIP(target.host)) progress?.address(target.host);
    else socket.once('lookup', (error, address) => !error && progress?.address(address));
    socket.connect({ host, port, ...(networks && { lookup: guardedLookup(networks, port) }) }, () => {
      clearTimeout(timer);
      socket.removeListener('error', fail).removeListener('close', onClose);
      joinWrites(socket); // not before: net.Socket's connect puts its own `write` back
      progress?.port();
      resolve(socket);
    });
  });
}
