import { weakOffers } from '@/lib/gateways/ssh/stages';
import { bad, defineCheck, ok, type Subject, skipped } from '../check';
import { askSshd, sshdValue } from '../sshd-options';

/** What both sides agree on; the panel speaks nothing weak (lib/gateways/ssh/algorithms.ts). */
export const algorithms = defineCheck({
  id: 'algorithms',
  needs: 'nothing',
  async ask(subject: Subject) {
    if (subject.about.stages) return { stage: subject.about.stages.algorithms ?? null, offers: null };
    // What sshd would offer besides is known to root alone; that the connection stands says the rest.
    const config = await askSshd(subject).catch(() => null);
    const names = (keyword: string) => sshdValue(config?.root ?? '', keyword)?.split(',') ?? [];
    const offers = config && {
      kex: names('kexalgorithms'),
      hostKeys: names('hostkeyalgorithms'),
      ciphers: names('ciphers'),
      macs: names('macs'),
    };
    return { stage: { state: 'ok' as const, code: null, evidence: null, offers: undefined }, offers };
  },
  conclude({ stage, offers }) {
    if (!stage) return skipped('not_reached');
    const known = offers ?? stage.offers ?? null;
    if (stage.state !== 'ok') {
      if (stage.code !== 'ssh_algorithms') return skipped('not_reached', { evidence: stage.evidence });
      const offered = known && [...known.kex, ...known.hostKeys, ...known.ciphers].join(', ');
      return bad('algorithms_weak', { evidence: [stage.evidence, offered].filter(Boolean).join('; ') || null });
    }
    const refused = known ? weakOffers(known) : [];
    return ok('algorithms_agreed', {
      evidence: [stage.evidence, refused.length > 0 ? `refused: ${refused.join(', ')}` : null].filter(Boolean).join('; ') || null,
    });
  },
});
