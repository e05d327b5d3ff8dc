import { errored, failed, firstOf, passed } from '../conclusions';
import { defineKind, type TerminalSession, type Verdict } from '../kind';
import type { SpecOf } from '../spec';
import { isTrouble, type Trouble } from '../trouble';

type Spec = SpecOf<'session'>;
interface Facts {
  /** Oldest first. */
  sessions: TerminalSession[];
}

/** Where the student stands in a terminal of the panel's: read from the processes below it, never from what is on the screen. */
export const session = defineKind<'session', Facts | Trouble>({
  is: 'session',
  hears: ['terminal'],
  channel: 'T',
  async ask(look) {
    const sessions = await look.sessions();
    return isTrouble(sessions) ? sessions : { sessions };
  },
  conclude(spec, facts) {
    const { sessions } = facts as Facts;
    if (sessions.length === 0) return errored('no_terminal');
    const verdicts = sessions.map((one) => concludeOne(spec, one));
    return verdicts.find(({ verdict }) => verdict === 'passed') ?? (verdicts.at(-1) as Verdict);
  },
});

function concludeOne(spec: Spec, at: TerminalSession): Verdict {
  const where = at.where === 'container' ? `container:${at.container ?? '?'}` : at.where;
  const isThere = spec.where === undefined || spec.where === at.where || spec.where === where;
  const text = (
    reason: 'session_user' | 'session_cwd' | 'session_root' | 'session_parent',
    wanted: string | undefined,
    has: string | null,
  ) => {
    if (wanted === undefined) return null;
    // Not to be seen without being root.
    if (has === null) return errored('root_needed');
    return trimmed(wanted) !== trimmed(has) && failed(reason, { wanted, found: has });
  };
  return (
    firstOf(
      !isThere && failed('session_where', { wanted: spec.where, found: where }),
      text('session_user', spec.user, at.user),
      text('session_parent', spec.parent, at.parent),
      text('session_root', spec.root, at.root),
      text('session_cwd', spec.cwd, at.cwd),
    ) ?? passed(where)
  );
}

/** `/lab/chroot/` is `/lab/chroot`. */
const trimmed = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') : path);
