import type { RegistryForward } from '@/lib/shared/class-registry';
import { classRegistryPort } from '@/lib/shared/registry-reference';
import { bad, defineCheck, ok, prepare, type Subject, warn } from '../check';
import { askSshd, sshdValue } from '../sshd-options';
import { knockAt } from './registry';

export interface ClassRegistryAnswer {
  /** Of `/v2/` at localhost:5000 as the node sees it; null where there is nothing to ask for. */
  code: string | null;
  forward: RegistryForward;
  /** What of sshd's settings stands in the way, as sshd_config(5) writes it; null where nobody may ask. */
  sshd: string | null;
}

/** Does the node reach the registry of its class as localhost:5000? */
export const classRegistry = defineCheck({
  id: 'class_registry',
  needs: 'connection',
  async ask(subject: Subject): Promise<ClassRegistryAnswer> {
    const { registry, status } = subject.about;
    const forward = status.registryForward;
    if (registry === 'none') return { code: null, forward, sshd: null };
    const [code = '000'] = await knockAt(subject, [{ scheme: 'http', host: 'localhost', port: classRegistryPort }]);
    return { code, forward, sshd: forward === 'refused' ? await refusalOf(subject) : null };
  },
  conclude({ code, forward, sshd }, { registry }) {
    if (code === null) return ok('class_registry_none');
    const answers = code === '200' || code === '401';
    const evidence = `localhost:${classRegistryPort}/v2/ ${code}`;
    if (registry === 'here')
      return answers
        ? ok('class_registry_here', { evidence })
        : bad('class_registry_down', { evidence, fix: prepare('registry.run') });
    if (forward === 'port_taken') return warn('class_registry_port_taken', { evidence });
    if (forward === 'refused') return bad('class_registry_refused', { evidence: sshd ?? evidence });
    if (forward === 'off') return bad('class_registry_off', { evidence });
    return answers ? ok('class_registry_answers', { evidence }) : bad('class_registry_silent', { evidence });
  },
});

/** The settings that decide about a forwarded port, those of the user the panel is. */
async function refusalOf(subject: Subject): Promise<string | null> {
  const options = await askSshd(subject).catch(() => null);
  if (!options) return null;
  const own = subject.about.connectedAs === 'panel_root' ? options.root : options.login;
  const said = (['DisableForwarding', 'AllowTcpForwarding', 'PermitListen'] as const).map(
    (keyword) => [keyword, sshdValue(own, keyword)] as const,
  );
  const harmless: Record<(typeof said)[number][0], RegExp> = {
    DisableForwarding: /^no$/,
    AllowTcpForwarding: /^(yes|all|remote)$/,
    PermitListen: /^any$/,
  };
  const inTheWay = said.filter(([keyword, value]) => value !== null && !harmless[keyword].test(value));
  return inTheWay.map(([keyword, value]) => `${keyword} ${value}`).join('; ') || null;
}
