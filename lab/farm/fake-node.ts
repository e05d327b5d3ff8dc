import { createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, {
  type AuthContext,
  type Connection,
  type ParsedKey,
  type ServerChannel,
  type ServerConfig,
  type Session,
} from 'ssh2';
import { makeKeyPair } from '../../lib/gateways/ssh/private-key';
import { joinWrites, keepKeyObjects } from '../../lib/gateways/ssh/lean-socket';
import { FakeEngine } from './fake-engine';
import { SshdLimits, type Startups } from './sshd-limits';
import { rawWeather, type Weather, weakAlgorithms, reachBack } from './weather';
import { resetSocket } from './reset-socket';

export interface FakeAccount {
  user: string;
  /** `<type> <base64>` */
  publicKey?: string;
  password?: string;
}

export interface FakeNodeOptions {
  name: string;
  accounts: FakeAccount[];
  /** 0 takes a free one. */
  port?: number;
  host?: string;
  weather?: Weather;
  random?: () => number;
  /** Counts the unauthenticated connections of several nodes. */
  startups?: Startups;
}

/** One thing somebody tried to log in with. `none` asks which methods there are; `query` names a key without proving it. */
interface Attempt {
  method: string;
  user: string;
  query: boolean;
  accepted: boolean;
}

export interface NodeRecord {
  connects: number;
  /** Connections whose SSH handshake came as far as the login, or further. */
  attempts: Attempt[];
  /** Passwords that were told, as they were told: the trap's catch. */
  passwords: string[];
  logins: number;
  /** Key exchanges after the first that came to their end. */
  rekeyed: number;
  open: number;
  mostStartups: number;
  pastMaxStartups: number;
  penalised: number;
  commands: string[];
  eventStreams: number;
  requests: number;
  /** Pulls that came to their end. */
  pulled: number;
  /** How the other side answered what this node asked of it, in the weather `reaches-back`. */
  reachedBack: Record<string, 'refused' | 'accepted'>;
}

/**
 * One fake node: a TCP port, an SSH server with a host key of its own, and a fake Engine behind `/var/run/docker.sock`. Everything that is
 * tried on it is written down. For scale and bad weather; what it proves is proved once on a real node.
 */
export class FakeNode {
  readonly name: string;
  readonly engine: FakeEngine;
  readonly limits: SshdLimits;
  weather: Weather;
  readonly #accounts: Array<FakeAccount & { key?: ParsedKey }>;
  readonly #tcp: TcpServer;
  readonly #sockets = new Set<Socket>();
  /** Told that there are too many, and not gone yet. */
  readonly #refused = new Set<Socket>();
  readonly #clients = new Set<Connection>();
  readonly #visits = new WeakMap<Socket, { seen: Seen; leave: () => void }>();
  readonly #host: string;
  #ssh: InstanceType<typeof ssh2.Server> | null = null;
  #hostKey = makeKeyPair();
  #port: number;
  #record = emptyRecord();

  constructor(options: FakeNodeOptions) {
    this.name = options.name;
    this.engine = new FakeEngine(options.name);
    this.limits = new SshdLimits(options.random, Date.now, options.startups);
    this.weather = options.weather ?? 'fair';
    this.#port = options.port ?? 0;
    this.#host = options.host ?? '127.0.0.1';
    this.#accounts = options.accounts.map((account) => ({
      ...account,
      ...(account.publicKey && { key: parse(account.publicKey) }),
    }));
    this.#tcp = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  get host(): string {
    return this.#host;
  }
  get port(): number {
    return this.#port;
  }
  /** `<type> <base64>` */
  get hostKey(): string {
    return this.#hostKey.publicKey;
  }

  get record(): NodeRecord {
    const { mostStartups, pastMaxStartups, penalised } = this.limits;
    return { ...this.#record, ...this.engine.counts, open: this.#sockets.size, mostStartups, pastMaxStartups, penalised };
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#tcp.once('error', reject);
      this.#tcp.listen(this.#port, this.#host, 4096, resolve);
    });
    this.#port = (this.#tcp.address() as AddressInfo).port;
    return this;
  }

  /** From now on nobody is listening, and who is connected is cut off; `listen` brings it back on the same port. */
  async down(): Promise<void> {
    const closed = new Promise((resolve) => this.#tcp.close(resolve));
    this.cut();
    await closed;
  }

  /** Resets every connection (TCP RST). */
  cut(): void {
    for (const socket of [...this.#sockets, ...this.#refused]) resetSocket(socket);
  }

  /** A new machine behind the same address. */
  changeHostKey(): void {
    this.#hostKey = makeKeyPair();
    this.#ssh = null;
  }

  /** Exchanges keys anew on every connection that is logged in: with the same host key, or with that of another machine. */
  rekey(as: 'itself' | 'another'): void {
    const another = parse(makeKeyPair().privateKey);
    for (const client of this.#clients) {
      // ssh2's server has no public call for a second host key.
      const protocol = (client as unknown as { _protocol: { _hostKeys: Record<string, ParsedKey> } })._protocol;
      if (as === 'another') protocol._hostKeys = { [another.type]: another };
      client.on('rekey', () => this.#record.rekeyed++);
      client.rekey();
    }
  }

  forget(): void {
    this.#record = emptyRecord();
    Object.assign(this.limits, { mostStartups: 0, pastMaxStartups: 0, penalised: 0 });
  }

  #accept(socket: Socket): void {
    this.#record.connects++;
    const source = socket.remoteAddress ?? '';
    socket.on('error', () => {});
    const leave = this.limits.admit(source);
    if (!leave) {
      this.#refused.add(socket);
      socket.once('close', () => this.#refused.delete(socket));
      socket.end('Exceeded MaxStartups\r\n');
      return;
    }
    this.#sockets.add(socket);
    const seen: Seen = { attempted: false, loggedIn: false };
    socket.once('close', () => {
      this.#sockets.delete(socket);
      leave();
      if (!seen.loggedIn) this.limits.penalise(source, seen.attempted ? 'authfail' : 'noauth');
    });
    if (rawWeather(this.weather, socket)) return;
    joinWrites(socket);
    this.#visits.set(socket, { seen, leave });
    this.#server().injectSocket(socket);
  }

  #server(): InstanceType<typeof ssh2.Server> {
    if (this.#ssh) return this.#ssh;
    const weak = weakAlgorithms(this.weather);
    const rsa = rsaSize[this.weather];
    const config: ServerConfig = {
      hostKeys: [rsa ? ssh2.utils.generateKeyPairSync('rsa', { bits: rsa }).private : this.#hostKey.privateKey],
      ident: 'OpenSSH_10.0p2 Farm',
      ...(weak && { algorithms: weak }),
    };
    const server = new ssh2.Server(config);
    // ssh2 tells a client only when it has named itself, and not always in the order of the sockets.
    server.on('connection', (client) => {
      const visit = this.#visits.get((client as unknown as { _sock: Socket })._sock);
      if (visit) this.#serve(client, visit.seen, visit.leave);
    });
    // A weak configuration is for its weather alone.
    if (!weak) this.#ssh = server;
    return server;
  }

  #serve(client: Connection, seen: Seen, leave: () => void): void {
    client.on('error', () => {});
    keepKeyObjects(client);
    client.on('authentication', (ctx) => this.#authenticate(ctx, seen));
    client.on('ready', () => {
      seen.loggedIn = true;
      leave();
      this.#clients.add(client);
      client.once('close', () => this.#clients.delete(client));
      this.#record.logins++;
      if (this.weather === 'reaches-back') reachBack(client, this.#record.reachedBack);
    });
    client.on('session', (accept) => {
      if (this.weather !== 'hangs-at-channel') this.#session(accept());
    });
    client.on('openssh.streamlocal' as never, (accept: () => ServerChannel, refuse: () => void) => {
      if (this.weather === 'hangs-at-channel') return;
      if (this.weather === 'no-streamlocal') return refuse();
      this.engine.serve(accept() as unknown as Duplex);
    });
  }

  #authenticate(ctx: AuthContext, seen: Seen): void {
    const account = this.#accounts.find((a) => a.user === ctx.username);
    const query = ctx.method === 'publickey' && ctx.signature === undefined;
    if (ctx.method !== 'none' && !query) seen.attempted = true;
    const good = this.weather !== 'refuses-login' && isRight(ctx, account);
    if (ctx.method === 'password') this.#record.passwords.push(ctx.password);
    this.#record.attempts.push({ method: ctx.method, user: ctx.username, query, accepted: good });
    if (this.weather === 'hangs-at-login') return;
    if (good) ctx.accept();
    else ctx.reject(['publickey', 'password'] as never);
  }

  #session(session: Session): void {
    session.on('pty', (accept) => accept?.());
    session.on('shell', (accept) => {
      const channel = accept();
      channel.on('error', () => {});
      channel.write('# ');
      channel.pipe(channel);
    });
    session.on('exec', (accept, _reject, { command: line }) => {
      const { command, mark } = unframe(line);
      this.#record.commands.push(command);
      const channel = accept();
      channel.on('error', () => {});
      if (mark !== null) channel.stderr.write(`${mark}\n`);
      if (mark !== null) channel.write(`${mark}\n`);
      if (this.weather === 'endless-output') return pourInto(channel);
      if (this.weather === 'hangs-at-command') return;
      if (/dial-stdio/.test(command)) return this.engine.serve(channel as unknown as Duplex);
      const answer = answerTo(command);
      channel.write(`${answer.out}\n${mark}:${answer.code}\n`);
      channel.exit(answer.code);
      channel.end();
    });
  }
}

/**
 * The command within the panel's frame (lib/gateways/ssh/frame.ts), and what its shell would say around its output. One of another client, as
 * of `docker -H ssh://`, has no frame: `mark` is null. Nothing is ever run.
 */
function unframe(line: string): { command: string; mark: string | null } {
  const packed = /printf %b "([^"]*)"/.exec(line)?.[1] ?? '';
  const octal = (_: string, digits: string) => String.fromCharCode(Number.parseInt(digits, 8));
  const script = Buffer.from(packed.replace(/\\0([0-7]{3})/g, octal), 'latin1').toString();
  const [, nonce, left, right] = /^m=BERTH:(\w+):\$\(\((\d+)\+(\d+)\)\)/m.exec(script) ?? [];
  const inner = /\n(?:\( )?unset m l v\n([\s\S]*?)(?:\n\)\nc=\$\?[^\n]*)?$/.exec(script)?.[1] ?? line;
  const mark = nonce === undefined ? null : `BERTH:${nonce}:${Number(left) + Number(right)}`;
  return { command: inner.replace(/^umask 022; cd \/\n/, ''), mark };
}

/** In these a node has an RSA host key, of so many bits. */
const rsaSize: Partial<Record<Weather, number>> = { 'weak-host-key': 2048, 'weak-rsa-size': 1024 };

/** How far a connection came. */
interface Seen {
  attempted: boolean;
  loggedIn: boolean;
}

/** Root's own account: what the panel asks of a node while it takes it in. Nothing is ever run. */
function answerTo(command: string): { out: string; code: number } {
  if (command === 'true') return { out: '', code: 0 };
  if (/^echo "uid=\$\(id -u\)"/.test(command)) return { out: 'uid=0\ngroups=root\nsu=util-linux\n', code: 0 };
  if (command === 'id -u') return { out: '0\n', code: 0 };
  if (command.includes('/var/run/docker.sock')) return { out: 'docker=open\n', code: 0 };
  return { out: '', code: 127 };
}

function isRight(ctx: AuthContext, account: (FakeAccount & { key?: ParsedKey }) | undefined): boolean {
  if (!account) return false;
  if (ctx.method === 'password') return account.password !== undefined && ctx.password === account.password;
  if (ctx.method !== 'publickey' || !account.key) return false;
  if (!account.key.getPublicSSH().equals(ctx.key.data)) return false;
  if (ctx.signature === undefined) return true;
  return ctx.blob !== undefined && account.key.verify(ctx.blob, ctx.signature, ctx.hashAlgo) === true;
}

function parse(text: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw parsed;
  return Array.isArray(parsed) ? (parsed[0] as ParsedKey) : parsed;
}

function pourInto(channel: ServerChannel): void {
  const bytes = Buffer.alloc(32 * 1024, 'x');
  const more = () => {
    while (!channel.destroyed && channel.write(bytes));
    if (!channel.destroyed) channel.once('drain', more);
  };
  more();
}

function emptyRecord() {
  return {
    connects: 0,
    attempts: [] as Attempt[],
    passwords: [] as string[],
    logins: 0,
    rekeyed: 0,
    commands: [] as string[],
    reachedBack: {} as NodeRecord['reachedBack'],
  };
}
