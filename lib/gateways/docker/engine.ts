import type { Duplex } from 'node:stream';
import type { PtyChannel } from '@/lib/gateways/ssh/types';
import type { ContainerDto, LogLine, RunContainer } from '@/lib/shared/containers';
import type { ImageDto, RemovedImageDto } from '@/lib/shared/images';
import type { LayersProgress } from '@/lib/shared/jobs';
import type { DockerFacts } from '@/lib/shared/nodes';

/** What an image is made of, as the Engine tells it. */
export interface ImageDetail {
  id: string;
  tags: string[];
  sizeBytes: number;
  /** From the base up. */
  diffIds: string[];
  /** From the base up; `empty` rows (ENV, CMD …) made no layer. sizeBytes is the layer's. */
  history: Array<{ createdBy: string; sizeBytes: number; empty: boolean }>;
}

export interface ContainerDetail {
  id: string;
  name: string;
  imageId: string;
  state: ContainerDto['state'];
  /** Since when it runs, null while it does not. */
  startedAt: string | null;
  /** Process id on the node, null when not running. */
  pid: number | null;
  tty: boolean;
  /** overlay2: the GraphDriver's UpperDir; null with the containerd store. */
  upperDir: string | null;
  sizeRwBytes: number | null;
}

/** One event of `/events`, in our words. */
export interface DockerEvent {
  kind: 'container' | 'image' | 'other';
  action: string;
  id: string;
  name: string | null;
  /** Of a container that ended; null with every other event. */
  exitCode: number | null;
  atMs: number;
}

/**
 * The Docker Engine of one node, over whatever channel the opener gives. Docker's and dockerode's words stop here.
 * Every method throws AppError; every call has a deadline.
 */
export interface DockerEngine {
  /** Whether the Engine answers; then what closed terminals left behind is ended, too. */
  ping(): Promise<void>;
  facts(): Promise<DockerFacts>;
  listContainers(): Promise<ContainerDto[]>;
  /** @param containers as just listed, for how many use each image; asked for when not given. */
  listImages(containers?: ContainerDto[]): Promise<ImageDto[]>;
  /** @param options.size false leaves out what it has written: Docker counts its files for that. */
  inspectContainer(ref: string, options?: { size: boolean }): Promise<ContainerDetail>;
  inspectImage(ref: string): Promise<ImageDetail>;
  /** Creates and starts. The image must be there. A container that could not start is removed again. */
  runContainer(input: RunContainer): Promise<ContainerDto>;
  startContainer(ref: string): Promise<void>;
  stopContainer(ref: string, timeoutSeconds: number): Promise<void>;
  removeContainer(ref: string, force: boolean): Promise<void>;
  logs(ref: string, tail: number): Promise<LogLine[]>;
  /** Batches of lines until the container stops or the signal fires; pausing the iteration pauses the daemon. */
  followLogs(ref: string, tail: number, signal: AbortSignal): AsyncIterable<LogLine[]>;
  /** Resolves when Docker says the pull is complete; anything else throws, a stream that merely ends included. */
  pullImage(ref: string, onProgress: (progress: LayersProgress) => void, signal: AbortSignal): Promise<void>;
  removeImage(ref: string, force: boolean): Promise<RemovedImageDto>;
  /** By name. */
  listVolumes(): Promise<string[]>;
  removeVolume(name: string): Promise<void>;
  /** Those somebody made; Docker's own (bridge, host, none) are not among them. */
  listNetworks(): Promise<Array<{ id: string; name: string }>>;
  removeNetwork(id: string): Promise<void>;
  /** `docker exec -it`: argv on a pseudo-terminal in a running container. */
  exec(ref: string, options: { argv: string[]; cols: number; rows: number }): Promise<PtyChannel>;
  /** First one `other`/`subscribed` when the stream is open, then events; ends or throws when the stream breaks, and then the caller lists again. */
  events(signal: AbortSignal): AsyncIterable<DockerEvent>;
  /** Resolves when closed terminals are ended in their containers, or cannot be now. Never throws. */
  settled(): Promise<void>;
  close(): void;
}

/** Opens a new byte channel to the daemon's socket. */
export type OpenDockerChannel = () => Promise<Duplex>;
