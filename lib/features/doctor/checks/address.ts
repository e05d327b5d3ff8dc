import { bad, defineCheck, ok, type About, type Conclusion } from '../check';

/** Is there anything at the address and port? */
export const address = defineCheck({
  id: 'address',
  needs: 'nothing',
  ask: () => null,
  conclude: (_, about) => concludeAddress(about),
});

function concludeAddress({ host, port, stages, status }: About): Conclusion {
  const place = `${host}:${port}`;
  if (!stages || stages.port?.state === 'ok') return ok('address_reached', { evidence: stages?.port?.evidence ?? place });
  const failed = stages.port ?? stages.address;
  const code = failed?.code ?? status.reason?.code;
  const evidence = failed?.evidence ?? place;
  const params = { address: place };
  if (code === 'address_unknown') return bad('address_unknown', { evidence, params: { host }, fix: { kind: 'edit' } });
  if (code === 'address_refused') return bad('address_not_allowed', { evidence, params, fix: { kind: 'edit' } });
  if (code === 'node_refused') return bad('address_closed', { evidence, params, fix: { kind: 'edit' } });
  return bad('address_silent', { evidence, params, fix: { kind: 'reconnect' } });
}
