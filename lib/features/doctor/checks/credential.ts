import { bad, defineCheck, ok, skipped } from '../check';

/**
 * Does the node take the panel's login? Tried once, and not at all where it was refused already: sshd bans addresses that fail
 * repeatedly (PerSourcePenalties, sshd_config(5)).
 */
export const credential = defineCheck({
  id: 'credential',
  needs: 'nothing',
  ask: ({ about }) => about.stages?.login ?? null,
  conclude(stage, { stages, status, loginUser, connectedAs, credentialKind }) {
    const params = { user: loginUser };
    if (!stages)
      return connectedAs === 'panel_root'
        ? ok('credential_panel_key', { params, evidence: 'root' })
        : ok('credential_accepted', { params, evidence: `${loginUser} (${credentialKind})` });
    if (stage?.state === 'ok') return ok('credential_accepted', { params, evidence: stage.evidence });
    if (stage?.code === 'credential_unreadable' || status.reason?.code === 'credential_unreadable')
      return bad('credential_unreadable', { params, fix: { kind: 'edit' }, evidence: stage?.evidence ?? null });
    if (stage?.code === 'ssh_auth_failed')
      return bad('credential_refused', { params, fix: { kind: 'edit' }, evidence: stage.evidence });
    if (status.state === 'auth_failed')
      return bad('credential_not_tried', { params, fix: { kind: 'edit' }, evidence: status.reason?.detail ?? null });
    return skipped('not_reached', { evidence: stage?.evidence ?? null });
  },
});
