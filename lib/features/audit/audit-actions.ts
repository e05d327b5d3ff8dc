import type { auditedAs } from '@/app/_server/audited-as';
import type { auditedEvents } from '@/lib/doors/realtime/audited-as';
import type { Action } from '@/lib/core/policy/policy';

type OfEndpoints = NonNullable<(typeof auditedAs)[keyof typeof auditedAs]>[0];
type OfEvents = NonNullable<(typeof auditedEvents)[keyof typeof auditedEvents]>;

/** What is audited besides: no endpoint and no event of the socket has it. */
type Own =
  // Nobody is signed in yet, or no longer.
  | 'setup'
  | 'sign-in'
  | 'sign-out'
  // A request that is refused before its endpoint is asked.
  | 'origin.check'
  | 'token.use'
  // A part of what an endpoint does, with a line of its own.
  | 'audit.export'
  | 'node.move'
  | 'root-login.password'
  // Of the command line.
  | 'course.rehearse'
  | 'keys.reset'
  | 'keys.rotate'
  // Of the node's side.
  | 'host-key.changed';

/** Every action the audit log can have: what an endpoint or an event is audited as, and {@link Own}. Another one does not compile. */
export type AuditAction = OfEndpoints | OfEvents | Own;

/** Of what was refused the log also has the action that the policy denied: a read, for example. */
export type RefusedAction = AuditAction | Action;
