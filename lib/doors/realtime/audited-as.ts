import type { ClientToServerEvents } from '@/lib/shared/realtime';

/**
 * The action of each event that changes something: written in the audit before it begins. Null: it only looks (a refused look is
 * written where the node is looked up), or is about what its own tab already has. An event without a line does not compile.
 */
export const auditedEvents = {
  'node:watch': null,
  'node:unwatch': null,
  'nodes:watch': null,
  'nodes:unwatch': null,
  'class:watch': null,
  'class:unwatch': null,
  'lesson:watch': null,
  'lesson:unwatch': null,
  'board:watch': null,
  'board:unwatch': null,
  'class-list:watch': null,
  'class-list:unwatch': null,
  'terminal:open': 'terminal.open',
  'terminal:close': 'terminal.close',
  'terminal:attach': null,
  'terminal:input': null,
  'terminal:resize': null,
  'terminal:ack': null,
  'terminal:detach': null,
  'terminal:list': null,
  'student-terminals:list': null,
  'terminal:observe': 'terminal.observe',
  'logs:follow': null,
  'logs:unfollow': null,
  'stats:watch': null,
  'stats:unwatch': null,
  'usage:watch': null,
  'usage:unwatch': null,
} as const satisfies Record<keyof ClientToServerEvents, string | null>;

/** The node, or the student, that an event names, for the line before its feature has looked it up. */
export function auditTargetOf(input: unknown): string | null {
  const { node, student } = typeof input === 'object' && input !== null ? (input as { node?: unknown; student?: unknown }) : {};
  if (typeof node === 'string') return `node:${node}`;
  return typeof student === 'string' ? `user:${student}` : null;
}
