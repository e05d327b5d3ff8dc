import { parseJson } from '@/lib/core/parse-json';
import type { Bus } from '@/lib/gateways/bus/bus';
import { nodeReasonSchema, rootLoginStageSchema } from '@/lib/shared/nodes';
import type { NodeRow } from './node-row';

/** What pages show of a node besides its connection. */
export const shownColumns = { doctorAt: true, rootLogin: true, rootLoginReason: true } as const;
type ShownRow = Pick<NodeRow, 'id' | keyof typeof shownColumns>;

interface Shown {
  /** When the examination of the last report began, in ms. */
  doctorAt: number | null;
  rootLogin: string;
  /** As JSON. */
  rootLoginReason: string | null;
}

/** Publishes what another process, such as the command line, has found and set up on a node. */
export interface ShownChanges {
  /** How it is when this process begins to look. */
  learn(row: ShownRow): void;
  /** As the database has it now: publishes changes that this process has not published. */
  look(row: ShownRow): void;
  stop(): void;
}

export function createShownChanges(bus: Bus): ShownChanges {
  const shown = new Map<string, Shown>();

  /** Published by this process already: not again when the database is read next. */
  function note(nodeId: string, told: Partial<Shown>): void {
    const before = shown.get(nodeId);
    if (before) shown.set(nodeId, { ...before, ...told });
  }

  const unsubscribe = [
    bus.subscribe('doctor.changed', ({ nodeId, state, at }) => {
      if (state === 'done') note(nodeId, { doctorAt: Date.parse(at) });
    }),
    bus.subscribe('root-login.changed', ({ nodeId, stage, reason }) =>
      note(nodeId, { rootLogin: stage, rootLoginReason: reason && JSON.stringify(reason) }),
    ),
    bus.subscribe('node.deleted', ({ nodeId }) => void shown.delete(nodeId)),
  ];

  return {
    learn: (row) => void shown.set(row.id, shownOf(row)),
    look(row) {
      const before = shown.get(row.id);
      const now = shownOf(row);
      shown.set(row.id, now);
      if (!before) return;
      if (before.doctorAt !== now.doctorAt) bus.publish('node.examined', { nodeId: row.id });
      if (before.rootLogin === now.rootLogin && before.rootLoginReason === now.rootLoginReason) return;
      const stage = rootLoginStageSchema.catch('none').parse(now.rootLogin);
      const reason = parseJson(nodeReasonSchema, now.rootLoginReason);
      bus.publish('root-login.changed', { nodeId: row.id, stage, reason, observation: null, trouble: null });
    },
    stop() {
      for (const end of unsubscribe) end();
    },
  };
}

const shownOf = ({ doctorAt, rootLogin, rootLoginReason }: ShownRow): Shown => ({
  doctorAt: doctorAt?.getTime() ?? null,
  rootLogin,
  rootLoginReason,
});
