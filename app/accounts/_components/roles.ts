import type { Role } from '@/lib/shared/common';

/** As a form offers them, the usual one first. The schema would bring its library into the page. */
export const roles: readonly Role[] = ['student', 'instructor', 'admin'];
