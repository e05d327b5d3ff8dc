import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { NodeStatus } from '@/lib/fleet/fleet';
import type { DoctorFinding, FindingFix, FindingId, FindingReason } from '@/lib/shared/doctor';
import type { RootLoginStage } from '@/lib/shared/nodes';
import type { StepId } from '@/lib/shared/operations';
import type { RemoteCommand } from '@/lib/gateways/ssh/types';
import type { StageReport } from '@/lib/gateways/ssh/stages';

/** What is known of the node without asking it. */
export interface About {
  host: string;
  port: number;
  loginUser: string;
  /** Who the connection is: the login user, or root by the panel's key. null without a connection. */
  connectedAs: 'login' | 'panel_root' | null;
  credentialKind: string;
  hostKey: string | null;
  rootLogin: RootLoginStage;
  rootLoginReason: { code: string; detail: string | null } | null;
  status: Pick<NodeStatus, 'state' | 'reason' | 'access' | 'transport' | 'docker'>;
  /** How far a connect came, by its stages; null when the fleet holds a connection already. */
  stages: Partial<Record<StageReport['stage'], StageReport>> | null;
}

/** Runs a constant on the node and gives what it said on standard output. @throws AppError when it could not be run */
export type Ask = (command: RemoteCommand, options?: { input?: string; timeoutMs?: number }) => Promise<string>;

/** One node under examination. */
export interface Patient {
  about: About;
  /** As whoever the connection is. */
  ask: Ask;
  /** As root. @throws AppError why the panel cannot be root */
  askRoot: Ask;
  engine(): Promise<DockerEngine>;
  now(): number;
  /** Asks once what several findings need. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
}

export type Conclusion = Pick<DoctorFinding, 'state' | 'reason'> & Partial<Pick<DoctorFinding, 'params' | 'evidence' | 'fix'>>;

export interface Check {
  id: FindingId;
  /** What it cannot be asked without: nothing, a connection, being root. */
  needs: 'nothing' | 'connection' | 'root';
  examine(patient: Patient): Promise<Conclusion>;
}

/** A kind of check: what it asks, and, apart from that, what it concludes of the answer. */
export function defineCheck<A>(check: {
  id: FindingId;
  needs: Check['needs'];
  ask(patient: Patient): A | Promise<A>;
  conclude(answer: A, about: About): Conclusion;
}): Check & { conclude(answer: A, about: About): Conclusion } {
  return {
    ...check,
    examine: async (patient) => check.conclude(await check.ask(patient), patient.about),
  };
}

export const ok = (reason: FindingReason, more: Partial<Conclusion> = {}): Conclusion => ({ state: 'ok', reason, ...more });
export const warn = (reason: FindingReason, more: Partial<Conclusion> = {}): Conclusion => ({ state: 'warn', reason, ...more });
export const bad = (reason: FindingReason, more: Partial<Conclusion> = {}): Conclusion => ({ state: 'bad', reason, ...more });
export const skipped = (reason: FindingReason, more: Partial<Conclusion> = {}): Conclusion => ({
  state: 'skipped',
  reason,
  ...more,
});

/** The class's page of work on nodes, with these steps chosen. */
export const prepare = (...steps: StepId[]): FindingFix => ({ kind: 'prepare', steps });
