import { dockerHub, type Registry } from '@/lib/gateways/docker/commands/pull-sources';
import { remote } from '@/lib/gateways/ssh/remote';
import { bad, defineCheck, ok, type Subject, prepare, warn } from '../check';
import { askRegistries } from '../registries';

/**
 * Asks each registry of its input for `/v2/` (the OCI distribution specification, end-1): by curl or wget where there is one, else by bash
 * itself, which speaks TCP but not TLS. A line each: `200`, `401`, `tcp` (it listens) or `000`.
 */
const knock = remote`
while read -r scheme host port; do
  at=$host; case "$host" in *:*) at="[$host]";; esac
  code=000
  if command -v curl >/dev/null 2>&1; then
    code=$(curl -s -o /dev/null -m 6 -w '%{http_code}' "$scheme://$at:$port/v2/" </dev/null)
  elif command -v wget >/dev/null 2>&1; then
    code=$(wget -q -S -T 6 -t 1 -O /dev/null "$scheme://$at:$port/v2/" 2>&1 </dev/null | sed -n 's/^ *HTTP\/[0-9.]* \([0-9]*\).*/\1/p' | tail -n 1)
  elif [ "$scheme" = http ]; then
    code=$(timeout 6 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "GET /v2/ HTTP/1.0\r\nHost: %s\r\n\r\n" "$0" >&3 && read -r -t 5 a code rest <&3 && printf %s "$code"' "$host" "$port" 2>/dev/null </dev/null)
  elif timeout 6 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$host" "$port" 2>/dev/null </dev/null; then code=tcp; fi
  [ -n "$code" ] || code=000; echo "$code"
done`;

type Place = Pick<Registry, 'scheme' | 'host' | 'port'>;

/** What each says to the node, in their order. @throws AppError when the node cannot be asked */
export async function knockAt(subject: Subject, places: readonly Place[]): Promise<string[]> {
  const input = places.map(({ scheme, host, port }) => `${scheme} ${host} ${port}\n`).join('');
  return (await subject.ask(knock, { input, timeoutMs: 8_000 * places.length + 5_000 })).trim().split('\n');
}

export interface Knock {
  registry: Registry;
  code: string;
}

/** Can the node pull from anywhere? */
export const registry = defineCheck({
  id: 'registry',
  needs: 'connection',
  async ask(subject: Subject): Promise<Knock[]> {
    const registries = await askRegistries(subject);
    const mirrors = registries.filter((one) => one.kind === 'mirror');
    const reach = async (some: Registry[]): Promise<Knock[]> => {
      const codes = await knockAt(subject, some);
      return some.map((one, index) => ({ registry: one, code: codes[index] ?? '000' }));
    };
    const knocks = mirrors.length > 0 ? await reach(mirrors) : [];
    // A mirror that answers is enough; dockerd turns to Docker Hub only where none does.
    return knocks.some(answers) ? knocks : [...knocks, ...(await reach(registries.filter((one) => one.kind === 'hub')))];
  },
  conclude(knocks) {
    const evidence = knocks.map(({ registry: r, code }) => `${r.scheme}://${r.host}:${r.port} ${code}`).join('; ');
    const found = knocks.find(answers);
    const mirror = knocks.find(({ registry: one }) => one.kind === 'mirror')?.registry;
    const params = { host: found?.registry.host ?? mirror?.host ?? dockerHub.host, mirror: mirror?.host ?? '' };
    const fix = prepare('docker.daemon-json');
    if (!found) return bad('registry_silent', { params, evidence, fix });
    if (found.registry.kind === 'mirror') return ok('mirror_answers', { params, evidence });
    return mirror ? warn('mirror_silent', { params, evidence, fix }) : ok('registry_answers', { params, evidence });
  },
});

/** 401 is a registry's way to say: who are you? */
function answers({ code }: Knock): boolean {
  return code === '200' || code === '401' || code === 'tcp';
}
