import type { ContainerDto } from '@/lib/shared/containers';
import type { DockerEvent } from './engine/system';

/** What changes no row: looking, typing, copying, limits, and signals (a container that ends of one says `die`). */
const silent = /^(exec_|attach|detach|resize|top|archive-path|extract-to-dir|copy|export|kill|oom|update|commit)/;
/** A list knows a start to the millisecond by the node's clock, and its event is told a moment after it. */
const sameStartMs = 5_000;

/** Whether an event of this kind can change a row at all. */
export const mayChange = ({ action }: DockerEvent): boolean => !silent.test(action);

/** What an old daemon tells before its lists say so, and every daemon of networks (moby daemon/container_operations.go, up to 28.5). */
export const isToldEarly = ({ kind, action }: DockerEvent): boolean =>
  kind === 'network' || action === 'die' || action === 'pause' || action === 'unpause';

/**
 * Whether a network's event about a container tells something of it: one that leaves a network while it runs may lose published ports. A
 * start connects before it is a start, and what ends has an event of its own.
 */
const isReconnected = ({ atMs }: DockerEvent, row: ContainerDto | undefined): boolean =>
  (row?.state === 'running' || row?.state === 'paused') && !(atMs <= Date.parse(row.startedAt ?? ''));

/** Whether an event about a container tells something that its row (undefined: there is none) does not say yet. */
export function isNews(event: DockerEvent, row: ContainerDto | undefined): boolean {
  const { action, name, exitCode, atMs } = event;
  if (!mayChange(event)) return false;
  if (event.kind === 'network') return isReconnected(event, row);
  if (action.startsWith('health_status')) return row?.health !== action.split(': ')[1];
  switch (action) {
    case 'create':
      return row === undefined;
    case 'destroy':
      return row !== undefined;
    case 'start':
    case 'restart':
      return row?.state !== 'running' || !(Math.abs(Date.parse(row.startedAt ?? '') - atMs) < sameStartMs);
    case 'die':
    case 'stop':
      return row?.state !== 'exited' || (exitCode !== null && exitCode !== row.exitCode);
    case 'pause':
      return row?.state !== 'paused';
    case 'unpause':
      return row?.state !== 'running';
    case 'rename':
      return row?.name !== name;
    default:
      return true;
  }
}
