import { z } from 'zod';
import { idSchema, timestampSchema } from './common';
import { findingIds } from './doctor-light';

const findingIdSchema = z.enum(findingIds);
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
  'shell_runs',
  'shell_in_the_way',
  'shell_altered',
  'shell_slow',
  'shell_password_expired',
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
  'docker_elsewhere',
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
  'class_registry_none',
  'class_registry_answers',
  'class_registry_here',
  'class_registry_down',
  'class_registry_silent',
  'class_registry_port_taken',
  'class_registry_refused',
  'class_registry_off',
  'root_login_done',
  'root_login_by_register',
  'root_login_open',
  'root_login_under_way',
  'root_login_lost',
] as const;
const findingReasonSchema = z.enum(findingReasons);
export type FindingReason = z.infer<typeof findingReasonSchema>;

/** `unknown`: it could not be found out, which is not `bad`; `skipped`: it was not come to. */
const findingStateSchema = z.enum(['ok', 'warn', 'bad', 'unknown', 'skipped']);
export type FindingState = z.infer<typeof findingStateSchema>;

/** What may be pressed. `prepare` opens the class's page with these steps chosen. */
const findingFixSchema = z.discriminatedUnion('kind', [
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

/** Ready for the lesson: yes; yes, but look at something first; no (docs/decisions/011-when-a-node-is-ready.md). */
const doctorLightSchema = z.enum(['green', 'amber', 'red']);
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
      /** Of the first of its nodes. */
      params: doctorFindingSchema.shape.params,
      fix: findingFixSchema.nullable(),
      nodes: z.array(z.string()),
    }),
  ),
  nodes: z.array(z.object({ nodeId: idSchema, nodeName: z.string(), report: doctorReportSchema.nullable() })),
});
export type DoctorClass = z.infer<typeof doctorClassSchema>;
