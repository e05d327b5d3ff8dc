import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { RootLoginLook } from '@/lib/features/root-login/run-root-login';
import type { JobLayer, JobStep } from '@/lib/shared/jobs';
import type { StepId } from '@/lib/shared/operations';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';

/** A daemon that a step has just started, on a machine with many, may be late for its first answers: so often it is asked again. */
export const lateDaemonRetries = 3;

/** The node a step works on. Each way to it is asked for when it is needed: one that was lost is found again. */
export interface StepNode {
  readonly id: string;
  /** Its name in the register. */
  readonly name: string;
  /** Of the register; the connection may be another user's. */
  readonly loginUser: string;
  /** Fires when somebody cancels, or the panel stops. A step that can end early and leave nothing half-done does. */
  readonly signal: AbortSignal;
  /** How long a lock of the package manager is waited for, in ms. */
  readonly lockWaitMs: number;
  /** @throws AppError `root_unavailable` and why the node cannot be used */
  root(): Promise<RootAccess>;
  /** A new connection as the login user; the step closes it. @throws AppError */
  login(): Promise<SshConnection>;
  /** @throws AppError `docker_*` after it has looked again */
  engine(): Promise<DockerEngine>;
  /**
   * By way of the class's registry, where the class has one. @param ref an image @returns the commands that this stood for
   * @throws AppError `disk_full`, and what Docker or the registry says
   */
  pullImage(ref: string, report: (command: string, layers: readonly JobLayer[]) => void): Promise<string[]>;
  /** Of its class, as the panel stores it. */
  registry: {
    /** The class has this node as its registry. */
    isHere(): Promise<boolean>;
    /** The class has this node as its registry from now on, and the port on it is free for one. @returns what puts back what was. @throws AppError `not_found` without a class */
    moveHere(): Promise<() => Promise<void>>;
    /** The class's registry answers the panel. */
    answers(): Promise<boolean>;
  };
  /** The password of this user is another one now: the register must know it for the next login. */
  rememberPassword(user: string, password: string): Promise<void>;
  /** How its root login stands; changes nothing. @throws AppError */
  lookAtRootLogin(): Promise<RootLoginLook>;
  /** Sets its root login up, under the guard that puts everything back (docs/decisions/009). @throws AppError */
  setUpRootLogin(report: (steps: JobStep[]) => void): Promise<void>;
}

export interface Found {
  /** It is so already: there is nothing to do. */
  ok: boolean;
  /** What was found, in the node's own words. */
  detail: string;
  /** As of {@link Did}. */
  isPartial?: boolean;
}

/** What was done, by a step that can leave out something. */
export interface Did {
  detail: string;
  /** Part of what was asked for is not there any more: the detail says which, and is shown without being asked for. */
  isPartial: boolean;
}

type StepReport = (detail: string, layers?: readonly JobLayer[]) => void;

/**
 * One step of work on a node, with its input. What `check`, `plan` and `apply` say is shown beside the step's own text in both
 * languages, so it is written as commands, names and values (`registry-mirrors: + http://…`), not as sentences. Every method throws
 * AppError.
 */
export interface Step {
  readonly id: StepId;
  /** Looks, and changes nothing. */
  check(node: StepNode): Promise<Found>;
  /** What `apply` would do, a line each. Called after a check that was not ok; changes nothing. */
  plan(node: StepNode): Promise<string[]>;
  /** Does it. May be called again after any failure. @returns what was done */
  apply(node: StepNode, report: StepReport): Promise<string | Did>;
  /** Looks whether it is so now; without it, `check` has to be ok. */
  verify?(node: StepNode): Promise<Found>;
  /** Takes back what a failed `apply` or `verify` left. @returns what was put back */
  undo?(node: StepNode): Promise<string>;
}
