import { AppError } from '@/lib/core/errors';
import type { Bus } from '@/lib/gateways/bus/bus';
import type { NodeState } from '@/lib/shared/nodes';
import type { Fleet } from './fleet';

/** From these a node comes back by itself; from the others when somebody acts. */
const passing: ReadonlySet<NodeState> = new Set(['connecting', 'unreachable', 'docker_down', 'ready']);

/**
 * Resolves as soon as Docker can be used on a node.
 * @returns false when nobody tries to reach it any more, or it is not back in time
 * @throws AppError `cancelled` when the signal fired
 */
export function readyAgain(
  { fleet, bus }: { fleet: Pick<Fleet, 'status'>; bus: Pick<Bus, 'subscribe'> },
  nodeId: string,
  { withinMs, signal }: { withinMs: number; signal: AbortSignal },
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      for (const stop of stops) stop();
      settle();
    };
    const look = (): void => {
      const { state } = fleet.status(nodeId);
      if (state === 'ready' || !passing.has(state)) end(() => resolve(state === 'ready'));
    };
    const cancelled = (): void => end(() => reject(new AppError('cancelled')));
    const timer = setTimeout(() => end(() => resolve(false)), withinMs);
    const stops = [
      bus.subscribe('node.changed', (changed) => changed.nodeId === nodeId && look()),
      bus.subscribe('node.deleted', (deleted) => deleted.nodeId === nodeId && end(() => resolve(false))),
      () => clearTimeout(timer),
      () => signal.removeEventListener('abort', cancelled),
    ];
    signal.addEventListener('abort', cancelled);
    if (signal.aborted) cancelled();
    else look();
  });
}
