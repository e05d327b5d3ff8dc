import type { Duplex } from 'node:stream';
import { z } from 'zod';
import type { HostNow } from '@/lib/gateways/docker/engine/system';
import type { NodeProbe } from '@/lib/fleet/node-probe';
import type { SeenDeed } from '@/lib/gateways/bus/bus-events';
import type { LayerMapDto } from '@/lib/shared/layers';
import type { RegistryTarget } from '@/lib/gateways/registry/target';
import type { CheckCause, CheckReason } from '@/lib/shared/check-reasons';
import type { CheckKind, SpecOf } from './spec';
import type { Trouble } from './trouble';

/**
 * What became of one check. `failed` only where everything that was asked answered in full; whatever is missing is `errored`, with its
 * cause. The texts `wanted` and `found` are shown as they are: names and values of the node, never a sentence.
 */
export type Verdict =
  | { verdict: 'passed'; reason: CheckReason; found?: string }
  | { verdict: 'failed'; reason: CheckReason; wanted?: string; found?: string; where?: string }
  | { verdict: 'errored'; cause: CheckCause; detail?: string };

/** How the node was when the student opened the lesson: what was there then does not count as done. JSON, at most 256 KiB. */
export const lessonStartSchema = z.object({
  /** Panel's clock, ms since 1970. */
  at: z.number(),
  /** Node's clock at that moment, ms since 1970: a file's times are compared with it, so a wrong clock changes nothing. */
  nodeAt: z.number().nullable(),
  bootId: z.string().nullable(),
  /** dockerd's process and when it began: another one has forgotten the events before it. */
  daemon: z.string().nullable(),
  /** Engine's clock by its events, ns as text: where its event log is read from. */
  eventsSince: z.string().nullable(),
  images: z.array(z.object({ id: z.string(), tags: z.array(z.string()), diffIds: z.array(z.string()) })),
  containerIds: z.array(z.string()),
  layers: z.object({ rw: z.number(), ro: z.number(), entries: z.number() }).nullable(),
  /** Of the paths that the lesson names: null where there was nothing. */
  paths: z.record(
    z.string(),
    z.object({ mtimeNs: z.string(), ctimeNs: z.string(), inode: z.string(), size: z.number() }).nullable(),
  ),
});
export type LessonStart = z.infer<typeof lessonStartSchema>;

/** What a Berth terminal of this student shows on this node, read from the processes below it. */
export interface TerminalSession {
  terminalId: string;
  where: 'host-user' | 'host-root' | 'chroot' | 'container';
  user: string | null;
  cwd: string | null;
  /** Seen from the node; `/` outside of a chroot. */
  root: string | null;
  container: string | null;
  /** Name of the process that started the shell. */
  parent: string | null;
}

/** One event of Docker or of a Berth terminal, kept since the lesson's start. */
export type Deed = SeenDeed;

export interface DeedsSeen {
  deeds: readonly Deed[];
  /** Events may be missing: a connection was away for longer than the Engine's own log is. */
  hasGap: boolean;
}

/** What a registry holds under one name. */
export interface RegistryImage {
  digest: string;
  /** Of each platform's image, from the base up. */
  diffIds: string[][];
}

/** Asks a registry. */
export interface RegistryReader {
  /** @returns null where it has nothing of this name. @throws AppError `registry_unreachable`, `registry_error` */
  read(registry: RegistryTarget, repository: string, tag: string): Promise<RegistryImage | null>;
}

/** One node and one student while a step is judged. Answers are kept as long as it lives, so checks that ask alike ask once. */
export interface Look extends NodeProbe {
  nodeId: string;
  nodeName: string;
  start: LessonStart | null;
  /** The student's terminals on the node; empty without one. A trouble where the node's shell is not believed. @throws AppError */
  sessions(): Promise<TerminalSession[] | Trouble>;
  deeds(): Promise<DeedsSeen>;
  /** What the student answered to this check, newest first; at most what a person answers. */
  answers(checkId: string): Promise<Array<{ value: string; at: number }>>;
  /** The class's registry, null where it has none. */
  registry: RegistryTarget | null;
  registryReader: RegistryReader;
  /** What the daemon says of the node, which no shell has a part in; null while it does not answer. */
  host(): Promise<HostNow | null>;
  /** Its layers, with their directories. @throws AppError */
  layers(): Promise<LayerMapDto>;
  /** A channel to a port of the node itself. @throws AppError */
  openPort(port: number): Promise<Duplex>;
  /** The same look at the same node a moment later: nothing that was asked is kept. */
  again(): Look;
  /** An administrator trusts this version of the course: its scripts may run. */
  trusted: boolean;
  /** How many times its usual deadline a check may take; once where it is left out. A rehearsal asks what is true, not how quickly. */
  patience?: number;
}

/** A kind of check: what it asks, and, apart from that, what it concludes. `conclude` is pure, so stored facts can be judged again. */
export interface Kind<K extends CheckKind = CheckKind, F = unknown> {
  is: K;
  /** Events that may change its verdict, for when it is asked again. */
  hears: ReadonlyArray<'container' | 'image' | 'terminal' | 'answer'>;
  /** Asked over the Engine API or files alone; `T` never makes a step green by itself. */
  channel: 'E' | 'F' | 'T';
  ask(look: Look, spec: SpecOf<K>): Promise<F>;
  /** Facts are JSON. */
  conclude(spec: SpecOf<K>, facts: F, start: LessonStart | null): Verdict;
}

export function defineKind<K extends CheckKind, F>(kind: Kind<K, F>): Kind<K, F> {
  return kind;
}
