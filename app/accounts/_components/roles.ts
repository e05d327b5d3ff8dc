import type { Role } from '@/lib/shared/common';

/** As a form offers them, the usual one first. The schema would bring its library into the page. */
export const roles: readonly Role[] = ['student', 'instructor', 'admin'];

/** The role a select says; undefined for anything else. */
export const roleOf = (value: string): Role | undefined => roles.find((role) => role === value);
