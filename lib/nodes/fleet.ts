import type { DockerEngine } from '@/lib/docker/engine';
import type { ContainerDto, ImageDto } from '@/lib/shared/docker';
import type { DockerFacts, NodeState } from '@/lib/shared/nodes';
import type { SshConnection } from '@/lib/ssh/types';

/** What the panel knows of one node right now. */
export interface NodeStatus {
  state: NodeState;
  reason: { code: string; detail: string | null } | null;
  stateSince: Date;
  lastSeenAt: Date | null;
  transport: 'streamlocal' | 'dial-stdio' | null;
  docker: DockerFacts | null;
  /** Grows with every change of state, containers or images. */
  revision: number;
  /** The live model; null until Docker answered the first time. Kept while the node is away, so that the page can show it. */
  containers: ContainerDto[] | null;
  images: ImageDto[] | null;
}

/** All nodes of the register, each with its one connection and its live model. Publishes `node.changed`. */
export interface Fleet {
  /** Connects every registered node (capped, jittered) and follows the register through the bus. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Takes in a node that was just registered: its status is there at once, its connection comes in time. */
  register(nodeId: string): Promise<void>;
  status(nodeId: string): NodeStatus;
  /** @throws AppError with the code that says why the node cannot be used now. */
  engine(nodeId: string): Promise<DockerEngine>;
  /** @throws AppError likewise; works without Docker. */
  ssh(nodeId: string): Promise<SshConnection>;
  /** After a change: resolves when the live model has it, or the node cannot say. Never throws. */
  sync(nodeId: string): Promise<void>;
  /** Forgets backoff and refusals and tries now. Resolves when the try has settled. */
  reconnect(nodeId: string): Promise<NodeStatus>;
}
