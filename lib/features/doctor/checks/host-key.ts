import { isSameHostKey, presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import { bad, defineCheck, ok, skipped } from '../check';

/** Is it the machine somebody looked at? Compared here, because the doctor may stop a connect before any key is approved. */
export const hostKey = defineCheck({
  id: 'host_key',
  needs: 'nothing',
  ask: ({ about }) => (about.stages ? (about.stages.host_key ?? null) : { hostKey: about.hostKey ?? undefined }),
  conclude(stage, { hostKey: approved }) {
    const offered = stage?.hostKey;
    if (!offered) return skipped('not_reached');
    const evidence = shown(offered);
    if (approved === null) return bad('host_key_new', { evidence, fix: { kind: 'approve_host_key' } });
    const same = isSameHostKey(approved, Buffer.from(offered.split(' ')[1] ?? '', 'base64'));
    if (same) return ok('host_key_approved', { evidence });
    // Unasked for a type, a node may show another of its keys: that says nothing about the approved one.
    if (offered.split(' ')[0] !== approved.split(' ')[0]) return skipped('not_reached', { evidence });
    return bad('host_key_changed', { evidence: `${shown(approved)} → ${evidence}`, fix: { kind: 'approve_host_key' } });
  },
});

function shown(key: string): string {
  const { type, sha256 } = presentHostKey(key) ?? { type: '', sha256: '' };
  return `${type} ${sha256}`;
}
