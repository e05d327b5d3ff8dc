import { z } from 'zod';
import { idSchema, timestampSchema } from './common';

/** What a node is asked, in the order of a first contact: the way there, who we are, what Docker needs, what the machine has. */
export const findingIds = [
  'address',
  'ssh',
  'algorithms',
  'host_key',
  'credential',
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
  'root_login',
] as const;
export const findingIdSchema = z.enum(findingIds);
export type FindingId = z.infer<typeof findingIdSchema>;

/**
 * Every conclusion there is; the texts stand under the same code in `messages/<locale>/doctor.json`. The first four belong to any
 * finding: what was not come to, what needs root or Docker, and an examination that itself failed.
 */
export const findingReasons = [
  'not_reached',
  'needs_root',
  'needs_docker',
  'check_failed',
  'address_reached',
  'address_unknown',
  'address_silent',
  'address_closed',
  'address_not_allowed',
  'ssh_speaks',
  'ssh_old',
  'ssh_other',
  'ssh_none',
  'ssh_hung_up',
  'algorithms_agreed',
  'algorithms_weak',
  'host_key_approved',
  'host_key_new',
  'host_key_changed',
  'credential_accepted',
  'credential_panel_key',
  'credential_refused',
  'credential_not_tried',
  'credential_unreadable',
  'login_user_plain',
  'login_user_in_docker',
  'login_user_root',
  'login_user_missing',
  'login_user_no_shell',
  'sudo_free',
  'sudo_password',
  'sudo_not_allowed',
  'sudo_missing',
  'sudo_not_needed',
  'su_open',
  'su_wheel_member',
  'su_wheel',
  'su_missing',
  'su_not_setuid',
  'way_root',
  'way_sudo',
  'way_sudo_password',
  'way_su',
  'way_su_terminal',
  'way_none',
  'way_password_refused',
  'way_su_refused',
  'way_sudo_refused',
  'root_password_set',
  'root_password_empty',
  'root_locked',
  'root_password_refused',
  'permit_no',
  'permit_key',
  'permit_password',
  'permit_commands',
  'permit_no_but_done',
  'forwarding_on',
  'forwarding_off',
  'sessions_enough',
  'sessions_few',
  'sessions_none',
  'docker_there',
  'docker_missing',
  'docker_runs',
  'docker_stopped',
  'docker_answers',
  'docker_closed',
  'docker_silent',
  'docker_version',
  'docker_old',
  'socket_closed',
  'socket_docker_group',
  'socket_everybody',
  'socket_root',
  'socket_absent',
  'store_overlay2',
  'store_containerd',
  'store_other',
  'disk_free',
  'disk_low',
  'disk_full',
  'disk_no_inodes',
  'memory_free',
  'memory_low',
  'clock_right',
  'clock_off',
  'clock_wrong',
  'dns_answers',
  'dns_not_needed',
  'dns_silent',
  'registry_answers',
  'mirror_answers',
  'mirror_silent',
  'registry_silent',
  'root_login_done',
  'root_login_by_register',
  'root_login_open',
  'root_login_under_way',
  'root_login_lost',
] as const;
export const findingReasonSchema = z.enum(findingReasons);
export type FindingReason = z.infer<typeof findingReasonSchema>;

/** `unknown`: it could not be found out, which is not `bad`; `skipped`: it was not come to. */
export const findingStateSchema = z.enum(['ok', 'warn', 'bad', 'unknown', 'skipped']);
export type FindingState = z.infer<typeof findingStateSchema>;

/** What may be pressed. `prepare` opens the class's page with these steps chosen. */
export const findingFixSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('approve_host_key') }),
  z.object({ kind: z.literal('edit') }),
  z.object({ kind: z.literal('reconnect') }),
  z.object({ kind: z.literal('root_login') }),
  z.object({ kind: z.literal('prepare'), steps: z.array(z.string()) }),
  z.object({ kind: z.literal('terminal') }),
]);
export type FindingFix = z.infer<typeof findingFixSchema>;

export const doctorFindingSchema = z.object({
  id: findingIdSchema,
  state: findingStateSchema,
  reason: findingReasonSchema,
  /** Values for the placeholders of the reason's text. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What the node literally said, printable and short. */
  evidence: z.string().nullable(),
  fix: findingFixSchema.nullable(),
});
export type DoctorFinding = z.infer<typeof doctorFindingSchema>;

/** Ready for the lesson: yes; yes, but look at something first; no (docs/decisions/007-when-a-node-is-ready.md). */
export const doctorLightSchema = z.enum(['green', 'amber', 'red']);
export type DoctorLight = z.infer<typeof doctorLightSchema>;

export const doctorReportSchema = z.object({
  nodeId: idSchema,
  nodeName: z.string(),
  /** When the examination began. */
  at: timestampSchema,
  state: z.enum(['running', 'done']),
  /** null while it runs. */
  light: doctorLightSchema.nullable(),
  /** In the order of {@link findingIds}; while it runs, those found so far. */
  findings: z.array(doctorFindingSchema),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;

const countsSchema = z.object({
  green: z.number().int(),
  amber: z.number().int(),
  red: z.number().int(),
  /** Never examined. */
  unexamined: z.number().int(),
});
export const doctorClassSchema = z.object({
  classId: idSchema,
  className: z.string(),
  /** The worst of its nodes; null while one was never examined and none is red, and without nodes. */
  light: doctorLightSchema.nullable(),
  counts: countsSchema,
  /** What is not well, worst and most frequent first. */
  reasons: z.array(
    z.object({
      id: findingIdSchema,
      reason: findingReasonSchema,
      state: findingStateSchema,
      fix: findingFixSchema.nullable(),
      nodes: z.array(z.string()),
    }),
  ),
  nodes: z.array(z.object({ nodeId: idSchema, nodeName: z.string(), report: doctorReportSchema.nullable() })),
});
export type DoctorClass = z.infer<typeof doctorClassSchema>;

/** Without these there is no lesson: bad is red, and what could not be found out is amber. */
export const essentialFindings: ReadonlySet<FindingId> = new Set([
  'address',
  'ssh',
  'algorithms',
  'host_key',
  'credential',
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
    for (const { id, reason, state, fix } of troublesOf(report.findings)) {
      const known = reasons.get(`${id} ${reason}`);
      if (known) known.nodes.push(nodeName);
      else reasons.set(`${id} ${reason}`, { id, reason, state, fix, nodes: [nodeName] });
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
