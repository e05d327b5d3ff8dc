import { chooseWay } from '@/lib/gateways/docker/choose-way';
import { createDockerEngine } from '@/lib/gateways/docker/create-engine';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { DockerEvent } from '@/lib/gateways/docker/engine/system';
import type { Leftovers } from '@/lib/gateways/docker/engine/hang-up';
import { createLiveModel, type LiveModel } from '@/lib/gateways/docker/live-model';
import { AppError, isAppError } from '@/lib/core/errors';
import { waitAtMost } from '@/lib/core/async/wait';
import type { Logger } from '@/lib/core/log';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { NodeState } from '@/lib/shared/nodes';
import { type NodeTopic, nodeTopics } from '@/lib/shared/realtime';
import { findRoot, type RootCredentials } from '@/lib/gateways/ssh/find-root';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';
import type { NodeFiles, SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { backoffMs } from '@/lib/core/async/backoff';
import type { NodeStatus } from './fleet';
import { type Forward, NodeForward } from './node-forward';

/** What a link needs of the outside: how to connect, and who hears of changes. */
export interface LinkDeps {
  log: Logger;
  now(): Date;
  random(): number;
  /** Connects with the node's row as it is now. @throws AppError */
  connect(): Promise<SshConnection>;
  /** The passwords by which the login user may become root, read when they are needed. */
  credentials: RootCredentials;
  /** What a port of the node should lead to, as the register has it; null for nothing. */
  forward(): Promise<Forward | null>;
  changed(topics: readonly NodeTopic[]): void;
  /** An event of its Docker; `other`/`subscribed` when the stream was opened anew. */
  heard(event: DockerEvent): void;
}

/** How long the end waits for terminals that were just closed, in ms. */
const settleMs = 3_000;
/** After these nobody tries again until somebody acts: trying would not help, and could get the panel banned. */
const final: ReadonlySet<ErrorCode> = new Set([
  'host_key_unverified',
  'host_key_changed',
  'ssh_auth_failed',
  'credential_unreadable',
  // Whoever keeps trying with a right password is counted as one who guesses (sshd_config(5), PerSourcePenalties).
  'password_expired',
  'account_expired',
  // A password that was refused is not offered again: it would be counted against the user (pam_faillock(8)).
  'root_password_wrong',
  'su_not_allowed',
  'sudo_refused',
  'address_refused',
]);
const stateOf: Partial<Record<ErrorCode, NodeState>> = {
  host_key_unverified: 'unverified',
  host_key_changed: 'host_key_changed',
  ssh_auth_failed: 'auth_failed',
  credential_unreadable: 'auth_failed',
  password_expired: 'auth_failed',
  account_expired: 'auth_failed',
  shell_in_the_way: 'docker_denied',
  shell_altered: 'docker_denied',
  shell_slow: 'docker_denied',
  docker_missing: 'docker_missing',
  docker_denied: 'docker_denied',
  docker_down: 'docker_down',
  docker_elsewhere: 'docker_down',
  docker_answer_too_large: 'docker_down',
  docker_answer_malformed: 'docker_down',
  root_password_wrong: 'docker_denied',
  su_not_allowed: 'docker_denied',
  sudo_refused: 'docker_denied',
  root_unavailable: 'docker_denied',
};

/** One node: its connection, its engine, its live model, and one field that says how it is. */
export class NodeLink {
  readonly #deps: LinkDeps;
  #status: NodeStatus;
  #connection: SshConnection | null = null;
  #root: RootAccess | null = null;
  /** Why the panel cannot be root, when it tried. */
  #rootRefusal: AppError | null = null;
  #engine: DockerEngine | null = null;
  #model: LiveModel | null = null;
  readonly #leftovers: Leftovers = new Map();
  readonly #forward: NodeForward;
  #watched = false;
  #attempt = 0;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  /** Grows with every (re)connect, so that what belonged to an earlier one is not taken for the current. */
  #generation = 0;
  #working: Promise<void> | null = null;

  constructor(deps: LinkDeps, initial: NodeStatus) {
    this.#deps = deps;
    this.#status = initial;
    this.#forward = new NodeForward({
      log: deps.log,
      find: () => deps.forward(),
      changed: () => {
        this.#status = { ...this.#status, registryForward: this.#forward.state };
        this.#bump(['state']);
      },
    });
  }

  get status(): NodeStatus {
    const model = this.#model;
    return model ? { ...this.#status, ...model.lists } : this.#status;
  }

  /**
   * Forgets what is and connects anew. Resolves when this try has settled.
   * @param keepShells what is open over the connection so far goes on over it until it ends.
   */
  async connect({ keepShells = false }: { keepShells?: boolean } = {}): Promise<void> {
    this.#drop(keepShells);
    this.#attempt = 0;
    await this.#try();
  }

  /** Docker came, or came back: does not wait for the pause to be over, and keeps the connection. */
  async retryDocker(): Promise<void> {
    await this.#working;
    if (this.#status.state === 'ready' || this.#stopped) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#attempt = 0;
    await this.#try();
  }

  /** Ends everything to the node for a reason that nobody gets past by trying again. */
  refuse(reason: AppError): void {
    this.#drop();
    this.#failed(reason);
  }

  /** Resolves when what was closed just before is ended on the node, or it does not answer in time. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#engine) await waitAtMost(this.#engine.exec.settled(), settleMs);
    this.#drop();
  }

  /** Never throws: a node that does not answer tells so by itself. */
  async sync(): Promise<void> {
    await this.#model?.sync().catch(() => {});
  }

  /** @throws AppError why Docker cannot be used now, and what `work` throws */
  async changeContainer<T>(ref: string, work: (engine: DockerEngine) => Promise<T>): Promise<T> {
    const engine = await this.requireEngine();
    return this.#model ? this.#model.change(ref, () => work(engine)) : work(engine);
  }

  /** Waits for what is being asked of sshd, and asks again what the node should forward with `review`. Never throws. */
  async forwardState({ review }: { review: boolean }): Promise<NodeStatus['registryForward']> {
    await (review ? this.#forward.review() : this.#forward.settled());
    return this.#forward.state;
  }

  /** Whether somebody looks at this node now: what they see is then looked up more often. */
  watch(on: boolean): void {
    this.#watched = on;
    this.#model?.watch(on);
  }

  /** Somebody entered a line in a terminal of this node: it may change what Docker tells nobody of. */
  entered(): void {
    this.#model?.entered();
  }

  /** @throws AppError why there is no connection now. */
  async requireConnection(): Promise<SshConnection> {
    if (this.#status.state === 'connecting') await this.#working;
    if (!this.#connection) throw this.#why();
    return this.#connection;
  }

  /** @throws AppError why Docker cannot be used now. */
  async requireEngine(): Promise<DockerEngine> {
    if (this.#status.state === 'connecting') await this.#working;
    if (!this.#engine || this.#status.state !== 'ready') throw this.#why();
    return this.#engine;
  }

  /** @throws AppError `root_unavailable`, or why being root was refused, or why there is no connection. */
  async requireRoot(): Promise<RootAccess> {
    await this.requireConnection();
    // Root is found before Docker: where it is known nobody waits for a daemon that does not answer.
    if (!this.#root && !this.#rootRefusal) await this.#working;
    if (!this.#root) throw this.#rootRefusal ?? new AppError('root_unavailable');
    return this.#root;
  }

  /** Files as root where the panel can be, else as the login user. @throws AppError why there is no connection. */
  async requireFiles(): Promise<NodeFiles> {
    const connection = await this.requireConnection();
    return this.#root ?? connection;
  }

  #why(): AppError {
    const { reason } = this.#status;
    return new AppError(
      (reason?.code as ErrorCode | undefined) ?? 'node_unreachable',
      reason?.detail ? { detail: reason.detail } : {},
    );
  }

  #try(): Promise<void> {
    const work = this.#work(++this.#generation).finally(() => {
      if (this.#working === work) this.#working = null;
    });
    this.#working = work;
    return work;
  }

  async #work(generation: number): Promise<void> {
    if (!this.#connection)
      this.#enter(this.#attempt === 0 ? 'connecting' : this.#status.state, this.#attempt === 0 ? null : this.#status.reason);
    try {
      const connection = this.#connection ?? (await this.#open(generation));
      await this.#openDocker(connection, generation);
      this.#attempt = 0;
    } catch (error) {
      if (generation === this.#generation) this.#failed(error);
    }
  }

  async #open(generation: number): Promise<SshConnection> {
    const connection = await this.#deps.connect();
    if (generation !== this.#generation || this.#stopped) {
      connection.close();
      throw new AppError('cancelled');
    }
    this.#connection = connection;
    this.#forward.over(connection);
    void connection.closed.then((error) => {
      if (this.#connection !== connection) return;
      this.#connection = null;
      this.#forward.over(null);
      this.#forgetRoot();
      this.#failed(new AppError('node_lost', error ? { detail: error.message } : {}));
    });
    return connection;
  }

  /** Finds the way to the Engine, then lists and follows. @throws AppError docker_* when it does not answer. */
  async #openDocker(connection: SshConnection, generation: number): Promise<void> {
    await this.#findRoot(connection, generation);
    const root = this.#root;
    const way = await chooseWay(connection, root, this.#rootRefusal);
    const { transport } = way;
    this.#status = { ...this.#status, access: { docker: way.right, root: root?.way ?? null } };
    const engine = createDockerEngine(way.open, {
      leftovers: this.#leftovers,
      onDeadline: () => this.#model?.suspect(),
    });
    const model = createLiveModel(engine, {
      log: this.#deps.log,
      random: this.#deps.random,
      changed: (topics) => this.#bump(topics),
      heard: (event) => this.#deps.heard(event),
    });
    model.watch(this.#watched);
    try {
      const docker = await engine.system.facts();
      await model.open();
      if (generation !== this.#generation) throw new AppError('cancelled');
      this.#engine = engine;
      this.#model = model;
      this.#status = { ...this.#status, docker, transport };
      this.#enter('ready', null, nodeTopics);
    } catch (error) {
      // After a failed list the engine's end would do: it ends the event stream. A model that is open by now, of a link that meanwhile went
      // another way, would go on asking a new channel every half a minute.
      model.close();
      engine.close();
      if (generation === this.#generation) this.#status = { ...this.#status, transport: null };
      throw asDockerTrouble(error as Error);
    }
    void model.lost.then((error) => {
      if (this.#model !== model) return;
      this.#dropDocker();
      if (this.#connection) this.#failed(asDockerTrouble(error));
    });
  }

  /** Once per connection: a refused password is not offered again by itself. */
  async #findRoot(connection: SshConnection, generation: number): Promise<void> {
    if (this.#root || this.#rootRefusal) return;
    const { root, refusal } = await findRoot(connection, this.#deps.credentials);
    if (generation !== this.#generation) throw new AppError('cancelled');
    this.#root = root;
    this.#rootRefusal = refusal;
    this.#status = { ...this.#status, access: { docker: null, root: root?.way ?? null } };
  }

  #failed(error: unknown): void {
    this.#dropDocker();
    if (this.#stopped) return;
    const known = isAppError(error) ? error : new AppError('internal', { cause: error });
    if (!isAppError(error)) this.#deps.log.error({ error }, 'connecting to a node failed in an unexpected way');
    this.#enter(stateOf[known.code] ?? (this.#connection ? 'docker_down' : 'unreachable'), {
      code: known.code,
      detail: known.detail ?? null,
    });
    if (final.has(known.code)) return;
    const pause = backoffMs(this.#attempt++, this.#deps.random());
    this.#timer = setTimeout(() => void this.#try(), pause);
    this.#timer.unref();
  }

  #enter(state: NodeState, reason: NodeStatus['reason'], topics: readonly NodeTopic[] = ['state']): void {
    const before = this.#status;
    const same = state === before.state;
    const now = this.#deps.now();
    this.#status = {
      ...this.#status,
      state,
      reason,
      stateSince: same ? before.stateSince : now,
      lastSeenAt: this.#connection ? now : this.#status.lastSeenAt,
    };
    if (!same || topics.length > 1 || reason?.code !== before.reason?.code) this.#bump(topics);
  }

  #bump(topics: readonly NodeTopic[]): void {
    this.#status = { ...this.#status, revision: this.#status.revision + 1 };
    this.#deps.changed(topics);
  }

  #dropDocker(): void {
    if (this.#timer) clearTimeout(this.#timer);
    // The last known lists stay, so that the page of an absent node can still show them.
    this.#status = this.status;
    this.#model?.close();
    this.#engine?.close();
    this.#model = null;
    this.#engine = null;
  }

  #forgetRoot(): void {
    this.#root = null;
    this.#rootRefusal = null;
    this.#status = { ...this.#status, access: null, transport: null };
  }

  #drop(keepShells = false): void {
    this.#generation++;
    this.#dropDocker();
    const connection = this.#connection;
    this.#connection = null;
    this.#forward.over(null);
    this.#forgetRoot();
    if (keepShells) connection?.retire();
    else connection?.close();
  }
}

/** While the node itself is there, a channel that broke is Docker's doing. */
function asDockerTrouble(error: Error): AppError {
  return isAppError(error) && error.code !== 'node_lost'
    ? error
    : new AppError('docker_down', { detail: error.message, cause: error });
}
