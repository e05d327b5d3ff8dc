import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { ListName, NodeLists } from '@/lib/gateways/docker/node-lists';
import type { RegistryForward } from '@/lib/shared/class-registry';
import type { AccessWay, DockerFacts, NodeState, RootWay } from '@/lib/shared/nodes';
import type { StageReport } from '@/lib/gateways/ssh/stages';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';
import type { NodeFiles, SshConnection } from '@/lib/gateways/ssh/ssh-connection';

/** The live model's; null until Docker answered the first time. Kept while the node is away, so that the page can show them. */
type LastLists = { [Name in ListName]: NodeLists[Name] | null };

/** What the panel knows of one node right now. */
export interface NodeStatus extends LastLists {
  state: NodeState;
  reason: { code: string; detail: string | null } | null;
  stateSince: Date;
  lastSeenAt: Date | null;
  transport: 'streamlocal' | 'dial-stdio' | null;
  docker: DockerFacts | null;
  /** By which right Docker and root's things are reached. */
  access: { docker: AccessWay | null; root: RootWay | null } | null;
  /** How the class's registry is reached on it as localhost:5000. */
  registryForward: RegistryForward;
  /** Grows with every change of its state or its lists. */
  revision: number;
}

/** All nodes of the register, each with its one connection and its live model. Publishes `node.changed`. */
export interface Fleet {
  /** Connects every registered node (capped, jittered) and follows the register through the bus. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Takes in a node that was just registered: its status is there at once, its connection comes in time. */
  register(nodeId: string): Promise<void>;
  /** Never throws: a node this process has not met yet is on its way. */
  status(nodeId: string): NodeStatus;
  /** @throws AppError with the code that says why the node cannot be used now. */
  engine(nodeId: string): Promise<DockerEngine>;
  /** @throws AppError likewise; works without Docker. */
  ssh(nodeId: string): Promise<SshConnection>;
  /** Being root on the node, by the way that was found at connect. @throws AppError `root_unavailable` and why the node cannot be used */
  root(nodeId: string): Promise<RootAccess>;
  /** Files of the node, as root where the panel can be, else as the login user. @throws AppError */
  files(nodeId: string): Promise<NodeFiles>;
  /**
   * A new connection of the caller's own as the register's login user, whatever the held one is: where a class begins. The caller
   * closes it. @throws AppError
   */
  openLogin(nodeId: string): Promise<SshConnection>;
  /**
   * A new connection like the held one, told stage by stage. Without `offerCredential` it ends at the host key, before anything of ours is
   * offered. The caller closes it. @throws AppError after the failed stage was told
   */
  connectInStages(
    nodeId: string,
    onStage: (report: StageReport) => void,
    options: { offerCredential: boolean },
  ): Promise<SshConnection>;
  /** A new connection as root by the panel's own key, to prove the root login. The caller closes it. @throws AppError */
  openPanelRoot(nodeId: string): Promise<SshConnection>;
  /** What the node should forward may be something else now; without `review` only waits for what is being asked. Never throws. */
  forward(nodeId: string, options?: { review: boolean }): Promise<RegistryForward>;
  /** After a change: resolves when the live model has it, or the node cannot say. Never throws. */
  sync(nodeId: string): Promise<void>;
  /** Does one thing to a container; when it has resolved or failed, the live model has what became of it. @throws AppError */
  changeContainer<T>(nodeId: string, ref: string, work: (engine: DockerEngine) => Promise<T>): Promise<T>;
  /** Somebody looks at this node now, or nobody does any more: how often its lists are looked up without an event. */
  watch(nodeId: string, on: boolean): void;
  /** Looks for Docker now, over the held connection: what goes on over it goes on. Resolves when the try has settled. */
  retryDocker(nodeId: string): Promise<NodeStatus>;
  /**
   * Forgets backoff and refusals and tries now. Resolves when the try has settled.
   * @param options `keepShells`: shells that are open go on over the old connection until they end.
   */
  reconnect(nodeId: string, options?: { keepShells?: boolean }): Promise<NodeStatus>;
}
