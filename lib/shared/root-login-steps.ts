// Without zod: pages that show a job need the names of the steps and not the schemas.

/** The two files the panel writes on a node for its root login, and nothing else. */
export const rootLoginFiles = {
  key: '/root/.ssh/authorized_keys',
  config: '/etc/ssh/sshd_config.d/00-berth-root-login.conf',
} as const;

/** The steps of the set-up, in order, as they stand in the job's progress. Taking it back has the same. */
export const rootLoginSteps = ['root', 'files', 'reload', 'connect', 'finish'] as const;
export type RootLoginStep = (typeof rootLoginSteps)[number];
