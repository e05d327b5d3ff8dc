import type { DoctorClass, DoctorFinding, DoctorLight, FindingId } from './doctor';

// Without zod, so that a page can reckon a light without loading the schemas.

/** What a node is asked, in the order of a first contact: the way there, who we are, what Docker needs, what the machine has. */
export const findingIds = [
  'address',
  'ssh',
  'algorithms',
  'host_key',
  'credential',
  'login_shell',
  'login_user',
  'sudo',
  'su',
  'root_way',
  'root_password',
  'permit_root_login',
  'stream_forwarding',
  'max_sessions',
  'docker_installed',
  'docker_running',
  'docker_answers',
  'docker_version',
  'socket_rights',
  'image_store',
  'disk',
  'memory',
  'clock',
  'dns',
  'registry',
  'class_registry',
  'root_login',
] as const;

/** Without these there is no lesson: bad is red, and what could not be found out is amber. */
const essentialFindings: ReadonlySet<FindingId> = new Set([
  'address',
  'ssh',
  'algorithms',
  'host_key',
  'credential',
  'login_shell',
  'login_user',
  'su',
  'root_password',
  'docker_installed',
  'docker_running',
  'docker_answers',
  'disk',
  'clock',
] satisfies FindingId[]);

/** How bad one finding is for the lesson; null when it is well, or says nothing about it. */
export function weigh(finding: Pick<DoctorFinding, 'id' | 'state'>): 'red' | 'amber' | null {
  const essential = essentialFindings.has(finding.id);
  if (finding.state === 'bad') return essential ? 'red' : 'amber';
  if (finding.state === 'warn') return 'amber';
  return finding.state === 'unknown' && essential ? 'amber' : null;
}

/** Is the node ready for the lesson? */
export function lightOf(findings: ReadonlyArray<Pick<DoctorFinding, 'id' | 'state'>>): DoctorLight {
  const weights = findings.map(weigh);
  if (weights.includes('red')) return 'red';
  return weights.includes('amber') ? 'amber' : 'green';
}

const rank = { red: 0, amber: 1 } as const;

/** What keeps a node from being ready, worst first, otherwise in the order of a first contact. */
export function troublesOf(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const weighed = findings.flatMap((finding) => {
    const weight = weigh(finding);
    return weight ? [{ finding, weight }] : [];
  });
  return weighed
    .sort((a, b) => rank[a.weight] - rank[b.weight] || findingIds.indexOf(a.finding.id) - findingIds.indexOf(b.finding.id))
    .map(({ finding }) => finding);
}

/** What several nodes' own words are, an address for example, told together; numbers are the first node's. */
function joined(held: DoctorFinding['params'], more: DoctorFinding['params']): DoctorFinding['params'] {
  const both = Object.entries(held).map(([key, value]) => {
    const other = more[key];
    if (typeof value !== 'string' || typeof other !== 'string' || value.split(', ').includes(other)) return [key, value];
    return [key, `${value}, ${other}`];
  });
  return Object.fromEntries(both) as DoctorFinding['params'];
}

/** The class's light, its counts, and why: from the reports of its nodes as they are now. */
export function summarizeClass(nodes: DoctorClass['nodes']): Pick<DoctorClass, 'light' | 'counts' | 'reasons'> {
  const counts = { green: 0, amber: 0, red: 0, unexamined: 0 };
  const reasons = new Map<string, DoctorClass['reasons'][number]>();
  for (const { nodeName, report } of nodes) {
    if (!report?.light) {
      counts.unexamined++;
      continue;
    }
    counts[report.light]++;
    for (const { id, reason, state, params, fix } of troublesOf(report.findings)) {
      const known = reasons.get(`${id} ${reason}`);
      if (known) {
        known.nodes.push(nodeName);
        known.params = joined(known.params, params);
      } else reasons.set(`${id} ${reason}`, { id, reason, state, params, fix, nodes: [nodeName] });
    }
  }
  const light =
    counts.red > 0 ? 'red' : counts.unexamined > 0 || nodes.length === 0 ? null : counts.amber > 0 ? 'amber' : 'green';
  const weight = (reason: DoctorClass['reasons'][number]) => rank[weigh(reason) ?? 'amber'];
  return {
    light,
    counts,
    reasons: [...reasons.values()].sort((a, b) => weight(a) - weight(b) || b.nodes.length - a.nodes.length),
  };
}
