import type { DoctorLight } from '@/lib/shared/doctor';
import { sshWorks } from '@/lib/shared/node-states';
import type { NodeDto } from '@/lib/shared/nodes';

/** The numbers a first morning is about. */
export interface MorningCounts extends Record<string, number> {
  /** Nodes. */
  total: number;
  /** Students. */
  count: number;
  /** Students without a node. */
  without: number;
  /** Of those: for how many there is no free node. */
  missing: number;
  /** Nodes whose host key waits for approval. */
  waiting: number;
  /** Nodes SSH reaches. */
  reached: number;
  /** Nodes that have Docker. */
  docker: number;
  /** Nodes whose root login is done. */
  done: number;
}

export function countMorning(nodes: readonly NodeDto[], students: number, without: number): MorningCounts {
  const of = (fits: (node: NodeDto) => boolean) => nodes.filter(fits).length;
  const free = of((node) => node.assignees.length === 0 && !node.staff?.setAside);
  return {
    missing: Math.max(0, without - free),
    total: nodes.length,
    count: students,
    without,
    waiting: of((node) => node.state === 'unverified' || node.state === 'host_key_changed'),
    reached: of((node) => sshWorks(node.state)),
    docker: of((node) => node.docker !== null || node.state === 'docker_denied' || node.state === 'docker_down'),
    done: of((node) => node.rootLogin),
  };
}

/** Nodes come before students, so that there is something to give them, and what is given was looked at. */
const stepKeys = ['add', 'doctor', 'prepare', 'root-login', 'students', 'cards'] as const;
export type StepKey = (typeof stepKeys)[number];
export interface Step {
  key: StepKey;
  state: 'done' | 'next' | 'later';
}

/** The first that is not done is next. Cards are never done: nobody knows what was printed. */
export function stepsOf(counts: MorningCounts, light: DoctorLight | null): Step[] {
  const all = (part: number) => counts.total > 0 && part === counts.total;
  const done: Record<StepKey, boolean> = {
    students: counts.count > 0 && counts.without === 0,
    add: counts.total > 0 && counts.waiting === 0 && counts.missing === 0,
    // A green of before says nothing of a node that has gone since.
    doctor: (light === 'green' || light === 'amber') && all(counts.reached),
    prepare: all(counts.docker),
    'root-login': all(counts.done),
    cards: false,
  };
  const next = stepKeys.find((key) => !done[key]);
  return stepKeys.map((key) => ({ key, state: done[key] ? 'done' : key === next ? 'next' : 'later' }));
}
