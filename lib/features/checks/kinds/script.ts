import { remote } from '@/lib/gateways/ssh/remote';
import { isAppError } from '@/lib/core/errors';
import { errored, failed, passed } from '../conclusions';
import { defineKind } from '../kind';

/** null: it may not run. */
type Facts = { code: number | null; last: string } | null;

/** The course's program on standard input; its code stands after the last of what it printed. timeout(1) says 124, or 137 where it had to kill. */
const run = remote`{ timeout -k 1 14 /bin/sh -s 2>&1; printf '\n%s' "$?"; } | tail -c 4096`;
const saidKept = 400;

/** A program of a course that an administrator trusts: 0 passed, 1 failed with the last line as its reason, anything else tells nothing. */
export const script = defineKind<'script', Facts>({
  is: 'script',
  hears: ['container', 'image', 'terminal'],
  channel: 'F',
  async ask(look, spec) {
    if (!look.trusted) return null;
    const options = { input: spec.run, timeoutMs: 15_000 };
    const text = await look.askRoot(run, options).catch((error: unknown) => {
      if (isAppError(error) && error.code === 'root_unavailable') return look.ask(run, options);
      throw error;
    });
    const lines = text.split('\n');
    const code = /^\d{1,3}$/.test(lines.at(-1) ?? '') ? Number(lines.pop()) : null;
    return { code, last: (lines.findLast((line) => line.trim() !== '') ?? '').trim().slice(0, saidKept) };
  },
  conclude(_spec, facts) {
    if (!facts) return errored('not_trusted');
    if (facts.code === 0) return passed();
    if (facts.code === 1) return failed('script_said', { found: facts.last });
    return errored(facts.code === 124 || facts.code === 137 ? 'deadline' : 'script_failed', facts.last);
  },
});
