import type { FindingFix } from '@/lib/shared/doctor';

/** Where a fix of many nodes is pressed; null where it is pressed on the node itself. */
export function fixHref(fix: FindingFix, classId: string | null, nodes: readonly string[] = []): string | null {
  if (classId === null) return null;
  const which = nodes.length > 0 ? `nodes=${nodes.join(',')}` : '';
  if (fix.kind === 'root_login') return `/classes/${classId}/root-login`;
  if (fix.kind === 'prepare')
    return `/classes/${classId}/prepare?${[`steps=${fix.steps.join(',')}`, which].filter(Boolean).join('&')}`;
  return null;
}
