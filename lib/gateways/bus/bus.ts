import type { BusEvents } from './bus-events';

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
