import type { NodeProbe } from '@/lib/fleet/node-probe';
import type { NodeStatus } from '@/lib/fleet/fleet';
import type { DoctorFinding, FindingFix, FindingId, FindingReason } from '@/lib/shared/doctor';
import type { RootLoginStage } from '@/lib/shared/nodes';
import type { StepId } from '@/lib/shared/operations';
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
  status: Pick<NodeStatus, 'state' | 'reason' | 'access' | 'transport' | 'docker' | 'registryForward'>;
  /** The registry of its class: there is none, it runs on this node, or it is somewhere else. */
  registry: 'none' | 'here' | 'elsewhere';
  /** How far a connect came, by its stages; null when the fleet holds a connection already. */
  stages: Partial<Record<StageReport['stage'], StageReport>> | null;
}

/** One node under examination. */
export interface Subject extends NodeProbe {
  about: About;
}

export type Conclusion = Pick<DoctorFinding, 'state' | 'reason'> & Partial<Pick<DoctorFinding, 'params' | 'evidence' | 'fix'>>;

export interface Check {
  id: FindingId;
  /** What it cannot be asked without: nothing, a connection, being root. */
  needs: 'nothing' | 'connection' | 'root';
  examine(subject: Subject): Promise<Conclusion>;
}

/** A kind of check: what it asks, and, apart from that, what it concludes of the answer. */
export function defineCheck<A>(check: {
  id: FindingId;
  needs: Check['needs'];
  ask(subject: Subject): A | Promise<A>;
  conclude(answer: A, about: About): Conclusion;
}): Check & { conclude(answer: A, about: About): Conclusion } {
  return {
    ...check,
    examine: async (subject) => check.conclude(await check.ask(subject), subject.about),
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
