import type { HealthSample } from '@/lib/shared/health';
import type { DoctorReport } from '@/lib/shared/doctor';
import type { JobDto } from '@/lib/shared/jobs';
import type { NodeChanged, RootLoginChanged } from '@/lib/shared/realtime';

/** What the house tells itself. Named `noun.past-verb`; published after the change is stored. */
interface BusEvents {
  'node.changed': NodeChanged;
  /** Registered or edited in the register: whoever holds a connection to it looks again. */
  'node.updated': { nodeId: string };
  'node.deleted': { nodeId: string };
  /** Another process (the command line) has stored a report of the doctor's. */
  'node.examined': { nodeId: string };
  'node.sampled': { nodeId: string; sample: HealthSample };
  'job.changed': JobDto;
  /** The doctor found something, or is done. */
  'doctor.changed': DoctorReport;
  /** The root login of a node went a stage on or back, or a guided shell was seen doing something. */
  'root-login.changed': RootLoginChanged;
  /** One of its jobs moved, or it ended. `nodeIds`: whose rooms may hear of it. */
  'operation.changed': { operationId: string; nodeIds: string[] };
  /** A page looks at a guided shell (again): what was seen of it is told once more. */
  'guided-shell.attached': { nodeId: string };
  /** Roles, enrolments, assignments or the account itself changed: everything this user holds is checked again. */
  'access.changed': { userId: string };
}

export interface Bus {
  publish<K extends keyof BusEvents>(event: K, payload: BusEvents[K]): void;
  /** @returns the function that ends the subscription. */
  subscribe<K extends keyof BusEvents>(event: K, listener: (payload: BusEvents[K]) => void): () => void;
}

type AnyListener = (payload: never) => void;

/**
 * In one process. A listener that throws is reported and the others still hear the event.
 * @param onListenerError called with what a listener threw.
 */
export function createBus(onListenerError: (error: unknown, event: string) => void): Bus {
  const listeners = new Map<string, Set<AnyListener>>();
  return {
    publish(event, payload) {
      for (const listener of [...(listeners.get(event) ?? [])]) {
        try {
          (listener as (p: typeof payload) => void)(payload);
        } catch (error) {
          onListenerError(error, event);
        }
      }
    },
    subscribe(event, listener) {
      const set = listeners.get(event) ?? new Set<AnyListener>();
      listeners.set(event, set);
      set.add(listener as AnyListener);
      return () => set.delete(listener as AnyListener);
    },
  };
}
