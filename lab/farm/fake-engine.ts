import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

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
 */
export type EngineMood = 'well' | 'hangs' | 'endless' | 'half' | 'closes-idle' | 'closes-at-second';

/** dockerd keeps its last 256 events and no more (moby, daemon/events). */
const ringSize = 256;

/**
 * The part of the Docker Engine API that the panel needs to hold a node: ping, version, info, both lists and the event stream. Spoken by
 * hand, not by node:http: a farm of hundreds shares the machine with what is measured.
 */
export class FakeEngine {
  readonly #name: string;
  mood: EngineMood = 'well';
  containers: Array<{ Id: string; Names: string[]; Image: string; ImageID: string; State: string; Status: string }> = [];
  readonly #ring: EngineEvent[] = [];
  readonly #streams = new Set<Duplex>();
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
      { Id: id, Names: [`/${name}`], Image: 'alpine', ImageID: imageId, State: 'running', Status: 'Up 1 second' },
      ...this.containers,
    ];
    this.happen({ Type: 'container', Action: 'start', Actor: { ID: id, Attributes: { name } }, timeNano: Date.now() * 1e6 });
  }

  happen(event: EngineEvent): void {
    this.#ring.push(event);
    if (this.#ring.length > ringSize) this.#ring.shift();
    for (const stream of this.#streams) stream.write(chunk(`${JSON.stringify(event)}\n`));
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
        const [method = '', target = ''] = text.slice(0, text.indexOf('\r\n')).split(' ');
        const body = Number(/^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
        if (text.length < end + 4 + body) break;
        text = text.slice(end + 4 + body);
        if (asked++ > 0 && this.mood === 'closes-at-second') return void channel.destroy();
        this.#answer(channel, method, target.replace(/^\/v1\.\d+/, ''));
      }
      if (text.length > ringSize * 1024) channel.destroy();
    });
    channel.on('end', () => channel.end());
  }

  #answer(channel: Duplex, method: string, target: string): void {
    this.#requests++;
    if (this.mood === 'hangs') return;
    const path = target.split('?')[0];
    if (this.mood === 'endless') pour(channel);
    else if (path === '/events') this.#openEvents(channel, target);
    else if (path === '/images/create') void this.#pull(channel);
    else if (path === '/_ping') channel.write(response(200, 'text/plain', 'OK'));
    else this.#tell(channel, method, path ?? '');
  }

  #tell(channel: Duplex, method: string, path: string): void {
    const body = method === 'GET' ? this.#document(path) : undefined;
    const whole =
      body === undefined
        ? response(404, 'application/json', JSON.stringify({ message: 'page not found' }))
        : response(200, 'application/json', JSON.stringify(body));
    channel.write(this.mood === 'half' ? whole.slice(0, -Math.ceil(whole.length / 4)) : whole);
    if (this.mood === 'half' || this.mood === 'closes-idle') channel.destroy();
  }

  /** A pull of two layers, in the Engine's words, a line at a time. */
  async #pull(channel: Duplex): Promise<void> {
    channel.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (const line of pullLines) {
      if (channel.destroyed || !channel.writable) return;
      channel.write(chunk(`${JSON.stringify(line)}\r\n`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#pulled++;
    channel.write(chunk(`${JSON.stringify({ status: 'Status: Downloaded newer image for alpine:latest' })}\r\n`));
    channel.write('0\r\n\r\n');
  }

  #document(path: string): unknown {
    if (path === '/version') return { Version: '26.1.5', ApiVersion: '1.45', Os: 'linux', Arch: 'amd64' };
    if (path === '/info') return { ...info, Name: this.#name, Containers: this.containers.length };
    if (path === '/containers/json') return this.containers;
    if (path === '/images/json') return [image];
    return undefined;
  }

  #openEvents(channel: Duplex, target: string): void {
    channel.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    const since = Number(new URL(target, 'http://docker').searchParams.get('since') ?? Number.POSITIVE_INFINITY);
    for (const event of this.#ring) if (event.timeNano >= since * 1e9) channel.write(chunk(`${JSON.stringify(event)}\n`));
    this.#streams.add(channel);
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

const imageId = `sha256:${'1d'.repeat(32)}`;
const image = {
  Id: imageId,
  RepoTags: ['alpine:latest'],
  RepoDigests: [],
  Created: 1_760_000_000,
  Size: 8_309_760,
  SharedSize: -1,
  Containers: -1,
};
const info = {
  Driver: 'overlay2',
  DriverStatus: [['Backing Filesystem', 'extfs']],
  DockerRootDir: '/var/lib/docker',
  OperatingSystem: 'Debian GNU/Linux 13 (trixie)',
  KernelVersion: '6.12.0',
  Architecture: 'x86_64',
  NCPU: 2,
  MemTotal: 2 * 1024 ** 3,
  ServerVersion: '26.1.5',
};

function response(status: number, type: string, body: string): string {
  const length = Buffer.byteLength(body);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${body}`;
}

const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const flood = Buffer.from(chunk(' '.repeat(64 * 1024)));
const downloading = (id: string) =>
  Array.from({ length: 20 }, (_, i) => ({ id, status: 'Downloading', progressDetail: { current: i * 1000, total: 20_000 } }));
const pullLines: object[] = [
  { id: 'latest', status: 'Pulling from library/alpine' },
  ...['1d1ddb624e47', '8a1e25ce7c4f'].flatMap((id) => [
    { id, status: 'Pulling fs layer', progressDetail: {} },
    ...downloading(id),
    { id, status: 'Pull complete', progressDetail: {} },
  ]),
];
