import { remote } from '@/lib/gateways/ssh/remote';
import { bad, defineCheck, ok, type Subject, warn } from '../check';

const now = remote`date +%s.%N`;
/** Beyond this, time stamps of a lesson confuse; far beyond it, apt and TLS refuse what they are given. */
const offMs = 5_000;
const wrongMs = 60_000;

/** The node's clock against the panel's, in the middle of the round trip. */
export const clock = defineCheck({
  id: 'clock',
  needs: 'connection',
  async ask(subject: Subject) {
    const before = subject.now();
    const said = (await subject.ask(now)).trim();
    return { before, said, after: subject.now() };
  },
  conclude({ before, said, after }) {
    const nodeMs = Number(said) * 1000;
    if (!Number.isFinite(nodeMs) || said === '') throw new Error(said || 'date said nothing.');
    const offsetMs = nodeMs - (before + after) / 2;
    // What the round trip leaves open speaks for the node.
    const surely = Math.max(0, Math.abs(offsetMs) - (after - before) / 2);
    const more = {
      params: { seconds: Math.round(Math.abs(offsetMs) / 100) / 10, side: offsetMs < 0 ? 'behind' : 'ahead' },
      evidence: new Date(nodeMs).toISOString(),
    };
    if (surely > wrongMs) return bad('clock_wrong', more);
    return surely > offMs ? warn('clock_off', more) : ok('clock_right', more);
  },
});
