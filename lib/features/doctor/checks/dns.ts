import { dockerHub } from '@/lib/gateways/docker/commands/pull-sources';
import { remote } from '@/lib/gateways/ssh/remote';
import { defineCheck, ok, type Subject, warn } from '../check';
import { askRegistries, isAddress } from '../registries';

const resolve = remote`
IFS= read -r name
echo "servers=$(sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf 2>/dev/null | tr '\n' ' ')"
echo "found=$(timeout 6 getent ahosts "$name" | head -n 1 | cut -d' ' -f1)"`;

/** Does the node find the name of where it pulls from? */
export const dns = defineCheck({
  id: 'dns',
  needs: 'connection',
  async ask(subject: Subject) {
    const registries = await askRegistries(subject);
    const mirrors = registries.filter((registry) => registry.kind === 'mirror');
    const name = mirrors.find((mirror) => !isAddress(mirror.host))?.host ?? dockerHub.host;
    const said = await subject.ask(resolve, { input: `${name}\n` });
    return { name, said, byAddress: mirrors.length > 0 && name === dockerHub.host };
  },
  conclude({ name, said, byAddress }) {
    const servers = /^servers=(.*)$/m.exec(said)?.[1]?.trim() ?? '';
    const found = /^found=(.*)$/m.exec(said)?.[1]?.trim() ?? '';
    const params = { name, servers };
    if (found) return ok('dns_answers', { params, evidence: `${name} → ${found}` });
    const evidence = `${name} → –; nameserver ${servers || '–'}`;
    // A closed network with a mirror by its address has nothing to ask a name server for.
    return byAddress ? ok('dns_not_needed', { params, evidence }) : warn('dns_silent', { params, evidence });
  },
});
