import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** A past or coming event of `/events`, in the Engine's own words. */
export interface EngineEvent {
  Type: string;
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
  timeNano: number;
}

/** What an Engine that is out of its mind does to whoever asks. */
export type EngineMood = 'well' | 'hangs' | 'endless';

/** dockerd keeps its last 256 events and no more (moby, daemon/events). */
const ringSize = 256;
const flood = Buffer.alloc(64 * 1024, ' ');

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

  constructor(name: string) {
    this.#name = name;
  }

  /** How many calls were answered, and how many event streams are open now. */
  get counts(): { requests: number; eventStreams: number } {
    return { requests: this.#requests, eventStreams: this.#streams.size };
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
    channel.on('error', () => {});
    channel.on('close', () => this.#streams.delete(channel));
    channel.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const [method = '', target = ''] = text.slice(0, text.indexOf('\r\n')).split(' ');
        text = text.slice(end + 4);
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
    else if (path === '/_ping') channel.write(response(200, 'text/plain', 'OK'));
    else this.#tell(channel, method, path ?? '');
  }

  #tell(channel: Duplex, method: string, path: string): void {
    const body = method === 'GET' ? this.#document(path) : undefined;
    channel.write(
      body === undefined
        ? response(404, 'application/json', JSON.stringify({ message: 'page not found' }))
        : response(200, 'application/json', JSON.stringify(body)),
    );
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

/** A body that never ends, as fast as it is taken. */
function pour(channel: Duplex): void {
  channel.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n');
  const more = () => {
    while (!channel.destroyed && channel.write(flood));
    if (!channel.destroyed) channel.once('drain', more);
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
