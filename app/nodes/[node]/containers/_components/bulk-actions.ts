import { call } from '@/app/_api/client';
import { dockerCommand } from '@/app/_components/format';
import type { ContainerDto } from '@/lib/shared/containers';

/** What can be done to several containers at once. */
export const bulkActions = ['start', 'stop', 'restart', 'pause', 'unpause', 'kill', 'remove'] as const;
export type BulkAction = (typeof bulkActions)[number];

const runs = ({ state }: ContainerDto): boolean => state === 'running' || state === 'restarting' || state === 'paused';
/** Whether it would do anything: what runs already is not started. */
const applies: Record<BulkAction, (container: ContainerDto) => boolean> = {
  start: (container) => !runs(container),
  stop: runs,
  restart: () => true,
  pause: ({ state }) => state === 'running',
  unpause: ({ state }) => state === 'paused',
  kill: runs,
  remove: () => true,
};
export const concerned = (action: BulkAction, containers: readonly ContainerDto[]): ContainerDto[] =>
  containers.filter(applies[action]);

/** The lines a person would type for it: those that have to be removed by force by a line of their own. */
export function bulkCommands(action: BulkAction, containers: readonly ContainerDto[]): string[] {
  const names = (some: readonly ContainerDto[]) => some.map(({ name }) => name);
  if (action !== 'remove') return [dockerCommand(action, ...names(containers))];
  const [still, running] = [containers.filter((one) => !runs(one)), containers.filter(runs)];
  return [
    ...(still.length > 0 ? [dockerCommand('rm', ...names(still))] : []),
    ...(running.length > 0 ? [dockerCommand('rm', '-f', ...names(running))] : []),
  ];
}

/** Does it to one. @throws ApiError */
export async function actOn(nodeId: string, action: BulkAction, container: ContainerDto): Promise<void> {
  const params = { node: nodeId, container: container.id };
  if (action === 'remove')
    await call('DELETE /nodes/{node}/containers/{container}', { params, query: { force: runs(container) ? 'true' : 'false' } });
  else if (action === 'kill')
    await call('POST /nodes/{node}/containers/{container}/kill', { params, body: { signal: 'SIGKILL' } });
  else await call(`POST /nodes/{node}/containers/{container}/${action}`, { params });
}

/** How it went with one: `null` while it is under way. */
export type BulkOutcome = { ok: true } | { ok: false; error: Error & { evidence?: string | undefined } } | null;

/** So many at once: a node works on them one after the other, and the list of its containers is read after each. */
const atOnce = 4;

/**
 * Does it to each of these, a few at a time; one that fails stops no other.
 * @param tell null when one begins, and then how it ended
 */
export async function actOnEach(
  containers: readonly ContainerDto[],
  act: (container: ContainerDto) => Promise<void>,
  tell: (id: string, outcome: BulkOutcome) => void,
): Promise<void> {
  const waiting = containers.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const container of waiting) {
        tell(container.id, null);
        await act(container).then(
          () => tell(container.id, { ok: true }),
          (error: Error) => tell(container.id, { ok: false, error }),
        );
      }
    }),
  );
}
