import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { documentOf, type FakeContainer, findContainer, imageId, minorOf, pullLines } from './engine-documents';
import { pacedPull } from './paced-pull';

/** A past or coming event of `/events`, in the Engine's own words. */
export interface EngineEvent {
  Type: string;
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
  timeNano: number;
}

/**
 * What an Engine that is out of its mind does to whoever asks:
 * - `hangs`: no answer; `endless`: an answer in good chunks that never ends; `half`: half an answer, and the channel is closed
 * - `closes-idle`: closes a channel when it has answered on it; `closes-at-second`: answers once on a channel and closes it when it is asked
 *   again, as one that closed it while the question was on its way
 * - `ends-idle`: answers well, and then ends its side of the channel and leaves the other open, as dockerd does with one that was idle for
 *   five minutes
 */
export type EngineMood = 'well' | 'hangs' | 'endless' | 'half' | 'closes-idle' | 'closes-at-second' | 'ends-idle';

/** An answer as it stands on the wire, after its first line. */
export interface Said {
  status: number;
  type: string;
  body: string | Buffer;
  /** The channel is closed where half of the body is still to come. */
  cut?: boolean;
}

/** A question; in HTTP/1.0 its answer has no chunks. */
interface Asked {
  method: string;
  target: string;
  body: string;
  isBare: boolean;
}

/** dockerd keeps its last 256 events and no more (moby, daemon/events). */
const ringSize = 256;

/**
 * The part of the Docker Engine API that the panel needs to hold a node: ping, version, info, both lists, the event stream, and enough of
 * containers and execs to count what they cost. Spoken by hand, not by node:http: a farm of hundreds shares the machine with what is measured.
 */
export class FakeEngine {
  readonly #name: string;
  mood: EngineMood = 'well';
  /** The newest version of the API this Engine speaks, and answers in when none is asked for. */
  apiVersion = '1.45';
  /** `at-once`: two layers, as fast as they are taken; `paced`: twenty, as fast as a dockerd tells of them. */
  pulls: 'at-once' | 'paced' = 'at-once';
  /** Paths, without version and query, that are not answered. */
  deaf = new Set<string>();
  /** What is answered to a GET in place of what would be right. */
  readonly wrong = new Map<string, unknown>();
  /** The same, byte by byte: each the next time, the last of them for ever. */
  readonly said = new Map<string, Said[]>();
  containers: FakeContainer[] = [];
  /** Every request in turn: `GET /v1.45/containers/json?all=true`. */
  readonly asked: string[] = [];
  /** Commands that were started in containers, in turn. */
  readonly executed: string[][] = [];
  readonly #execs = new Map<string, { argv: string[]; stream: Duplex | null }>();
  readonly #ring: EngineEvent[] = [];
  /** How each that listens is told an event. */
  readonly #streams = new Map<Duplex, (event: EngineEvent) => void>();
  #requests = 0;
  #pulled = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** How many calls were answered, how many event streams are open now, and how many pulls came to their end here. */
  get counts(): { requests: number; eventStreams: number; pulled: number } {
    return { requests: this.#requests, eventStreams: this.#streams.size, pulled: this.#pulled };
  }

  /** Adds a running container and tells it, like `docker run -d`. */
  run(name: string): void {
    const id = Buffer.from(name.padEnd(32, '-')).toString('hex').slice(0, 64);
    this.containers = [
      {
        ...{ Id: id, Names: [`/${name}`], Image: 'alpine', ImageID: imageId },
        ...{ State: 'running', Status: 'Up 1 second', StartedAt: new Date().toISOString() },
      },
      ...this.containers,
    ];
    this.tell('start', id, name);
  }

  /** Tells an event of a container. */
  tell(action: string, id: string, name: string, more: Record<string, string> = {}): void {
    const Actor = { ID: id, Attributes: { name, ...more } };
    this.happen({ Type: 'container', Action: action, Actor, timeNano: Date.now() * 1e6 });
  }

  happen(event: EngineEvent): void {
    this.#ring.push(event);
    if (this.#ring.length > ringSize) this.#ring.shift();
    for (const tell of this.#streams.values()) tell(event);
  }

  /** Answers on this channel until it closes. */
  serve(channel: Duplex): void {
    let text = '';
    let asked = 0;
    channel.on('error', () => {});
    channel.on('close', () => this.#streams.delete(channel));
    channel.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const [method = '', target = '', protocol] = text.slice(0, text.indexOf('\r\n')).split(' ');
        const body = Number(/^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
        if (text.length < end + 4 + body) break;
        const content = text.slice(end + 4, end + 4 + body);
        text = text.slice(end + 4 + body);
        if (asked++ > 0 && this.mood === 'closes-at-second') return void channel.destroy();
        this.#answer(channel, { method, target, body: content, isBare: protocol === 'HTTP/1.0' });
        if (this.mood === 'ends-idle') return void channel.end();
      }
      if (text.length > ringSize * 1024) channel.destroy();
    });
    channel.on('end', () => channel.end());
  }

  #answer(channel: Duplex, { method, target, body, isBare }: Asked): void {
    this.#requests++;
    this.asked.push(`${method} ${target}`);
    const [, version, path = ''] = /^(?:\/v(1\.\d+))?(\/[^?]*)/.exec(target) ?? [];
    if (this.mood === 'hangs' || this.deaf.has(path)) return;
    const tooNew = version !== undefined && minorOf(version) > minorOf(this.apiVersion);
    const said = method === 'GET' ? this.said.get(path) : undefined;
    if (said) this.#say(channel, (said.length > 1 ? said.shift() : said[0]) as Said);
    else if (this.mood === 'endless') pour(channel);
    else if (tooNew) channel.write(this.#json(400, { message: `client version ${version} is too new.` }));
    else if (path === '/events') this.#openEvents(channel, target, isBare);
    else if (path === '/images/create') void this.#pull(channel);
    else if (path === '/_ping') channel.write(response(200, 'text/plain', 'OK', this.apiVersion));
    else if (method === 'POST' && this.#carryOut(channel, path, body)) return;
    else this.#tellDocument(channel, { method, path, version: version ?? this.apiVersion });
  }

  #json(status: number, body: unknown): string {
    return response(status, 'application/json', JSON.stringify(body), this.apiVersion);
  }

  #tellDocument(channel: Duplex, { method, path, version }: { method: string; path: string; version: string }): void {
    const { containers, apiVersion } = this;
    const right = () => documentOf(path, { name: this.#name, apiVersion, containers, asked: version });
    const body = method !== 'GET' ? undefined : this.wrong.has(path) ? this.wrong.get(path) : right();
    const whole = body === undefined ? this.#json(404, { message: 'page not found' }) : this.#json(200, body);
    channel.write(this.mood === 'half' ? whole.slice(0, -Math.ceil(whole.length / 4)) : whole);
    if (this.mood === 'half' || this.mood === 'closes-idle') channel.destroy();
  }

  #say(channel: Duplex, { status, type, body, cut }: Said): void {
    const bytes = Buffer.from(body);
    channel.write(response(status, type, '', this.apiVersion, bytes.length * (cut ? 2 : 1)));
    channel.write(bytes);
    if (cut) channel.end();
  }

  /** What changes something: start, stop, and commands in containers. @returns whether it was one of these */
  #carryOut(channel: Duplex, path: string, body: string): boolean {
    const [, ref = '', what = ''] = /^\/(?:containers|exec)\/([^/]+)\/(start|stop|exec|resize)$/.exec(path) ?? [];
    if (path.startsWith('/exec/')) return this.#exec(channel, what, ref);
    const row = findContainer(this.containers, decodeURIComponent(ref));
    if (!what || !row) return false;
    if (what === 'exec') {
      const id = `e${this.#execs.size}`.padEnd(64, '0');
      this.#execs.set(id, { argv: (JSON.parse(body) as { Cmd: string[] }).Cmd, stream: null });
      channel.write(this.#json(201, { Id: id }));
    } else {
      this.#move(row, what === 'start' ? 'running' : 'exited');
      channel.write(response(204, 'text/plain', '', this.apiVersion));
    }
    return true;
  }

  #move(row: FakeContainer, state: 'running' | 'exited'): void {
    const name = row.Names[0]?.slice(1) ?? '';
    if (state === 'running') Object.assign(row, { State: state, Status: 'Up 1 second', StartedAt: new Date().toISOString() });
    else Object.assign(row, { State: state, Status: 'Exited (0) 1 second ago' });
    const actions = state === 'running' ? ['start'] : ['kill', 'die', 'stop'];
    for (const action of actions) this.tell(action, row.Id, name, action === 'die' ? { exitCode: '0' } : {});
  }

  /** An exec that echoes; one that nobody reads is answered by an empty body, as dockerd does. */
  #exec(channel: Duplex, what: string, id: string): boolean {
    const exec = this.#execs.get(id);
    if (!exec) return false;
    if (what === 'resize') channel.write(response(200, 'text/plain', '', this.apiVersion));
    else {
      this.executed.push(exec.argv);
      if (exec.argv.includes('-c')) channel.write(response(200, 'application/vnd.docker.raw-stream', '', this.apiVersion));
      else {
        exec.stream = channel;
        channel.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      }
    }
    return true;
  }

  /** A pull in the Engine's words, each line in a chunk of its own. */
  async #pull(channel: Duplex): Promise<void> {
    channel.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    const isWanted = () => !channel.destroyed && channel.writable;
    const say = (line: object) => {
      if (isWanted()) channel.write(chunk(`${JSON.stringify(line)}\r\n`));
    };
    if (this.pulls === 'paced') await pacedPull(say, isWanted);
    else
      for (const line of isWanted() ? pullLines : []) {
        say(line);
        await new Promise((resolve) => setImmediate(resolve));
      }
    if (!isWanted()) return;
    this.#pulled++;
    say({ status: 'Status: Downloaded newer image for alpine:latest' });
    channel.write('0\r\n\r\n');
  }

  #openEvents(channel: Duplex, target: string, isBare: boolean): void {
    const [protocol, framing] = isBare ? ['HTTP/1.0', 'Connection: close'] : ['HTTP/1.1', 'Transfer-Encoding: chunked'];
    channel.write(`${protocol} 200 OK\r\nContent-Type: application/json\r\n${framing}\r\n\r\n`);
    const tell = (event: EngineEvent) => {
      const line = `${JSON.stringify(event)}\n`;
      channel.write(isBare ? line : chunk(line));
    };
    const since = Number(new URL(target, 'http://docker').searchParams.get('since') ?? Number.POSITIVE_INFINITY);
    for (const event of this.#ring) if (event.timeNano >= since * 1e9) tell(event);
    this.#streams.set(channel, tell);
  }
}

/** A list that never ends, chunk after good chunk, as fast as it is taken. */
function pour(channel: Duplex): void {
  channel.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
  channel.write(chunk('['));
  const more = () => {
    while (channel.writable && channel.write(flood));
    if (channel.writable) channel.once('drain', more);
  };
  more();
}

function response(status: number, type: string, body: string, apiVersion: string, bytes = Buffer.byteLength(body)): string {
  const heads = [`Api-Version: ${apiVersion}`, `Content-Type: ${type}`, `Date: ${new Date().toUTCString()}`];
  const length = status === 204 ? [] : [`Content-Length: ${bytes}`];
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${[...heads, ...length].join('\r\n')}\r\n\r\n${body}`;
}

const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const flood = Buffer.from(chunk(' '.repeat(64 * 1024)));
