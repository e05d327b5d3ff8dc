import type { Runtime } from '@/lib/core/runtime';
import { checkTexts } from '@/lib/features/checks/sentence';
import { textIn } from '@/lib/features/progress/present-progress';
import type { ReasonFacts } from '@/lib/features/progress/step-record';
import type { BoardChanges, BoardColumn, BoardReason, BoardRow } from '@/lib/shared/board';
import type { Locale } from '@/lib/shared/common';
import { checkCauses } from '@/lib/shared/check-reasons';
import type { ClassBoard, RowFacts } from './class-board';
import type { BoardDelta } from './drawn-board';
import { differs, type ReasonGroup } from './reason-group';
import type { ColumnStatistics } from './statistics';

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** A row in no language: its reason has no sentence. */
export interface PlainRow extends Omit<BoardRow, 'reason'> {
  reason: { code: string; because: ReasonFacts | null; times: number } | null;
}

export function rowOf(
  { fleet, presence }: Pick<Runtime, 'fleet' | 'presence'>,
  { student, here, passed, points, need }: RowFacts,
): PlainRow {
  const { userId, name, node, hand, activeAt } = student;
  const online = presence.isOnline(userId);
  const isRed = here?.state === 'failed' || here?.state === 'errored';
  return {
    ...{ userId, name, nodeId: node?.id ?? null, node: node?.name ?? null },
    nodeState: node ? fleet.status(node.id).state : null,
    here: here && { lesson: here.lessonId, step: here.stepId },
    passed,
    points,
    need: need?.need ?? null,
    needSince: iso(need?.since ?? null),
    reason: here?.reason && isRed ? { code: here.reason, because: here.because, times: here.reasonCount } : null,
    hand: hand && { id: hand.id, claimedBy: hand.claimedBy, since: new Date(hand.since).toISOString() },
    activeAt: iso(activeAt),
    online,
    lastSeenAt: online ? null : ((presence.lastSeenAt(userId) ?? student.lastSeenAt)?.toISOString() ?? null),
  };
}

/** A row, or what changed of it, with the sentence of its reason. */
export function sayRow(row: PlainRow, locale: Locale): BoardRow;
export function sayRow(row: Partial<PlainRow>, locale: Locale): Partial<BoardRow>;
export function sayRow({ reason, ...row }: Partial<PlainRow>, locale: Locale): Partial<BoardRow> {
  if (!reason) return reason === null ? { ...row, reason } : row;
  const { code, because, times } = reason;
  return { ...row, reason: { code, says: sayReason(locale, code, because), times } };
}

/** A reason in words. @param facts what was wanted and found; null: it is not known */
export function sayReason(locale: Locale, code: string, facts: ReasonFacts | null): string {
  const isCause = (checkCauses as readonly string[]).includes(code);
  const t = checkTexts(locale);
  if (isCause) return t(`cause.${code}`);
  if (facts === null) return t(`reason.${code}`, { kind: differs, wanted: differs, found: differs, where: differs });
  const { wanted, found, where, kind } = facts;
  const nothing = t('nothing');
  return t(`reason.${code}`, {
    kind: t(`kind.${kind}`),
    wanted: wanted || nothing,
    found: found || nothing,
    where: where || nothing,
  });
}

/** What of a column changes with its students. */
export type ColumnNumbers = Omit<BoardColumn, 'lesson' | 'step' | 'title' | 'points'>;

export function columnNumbers({ passed, working, stuck, helped, histogram, medianMs }: ColumnStatistics): ColumnNumbers {
  return { passed, working, stuck, helped, histogram, medianMinutes: Math.round(medianMs / 6_000) / 10 };
}

export function presentColumn(board: ClassBoard, column: number, statistics: ColumnStatistics, locale: Locale): BoardColumn {
  const { lessonId = '', stepId = '' } = board.steps[column] ?? {};
  const step = board.course.lessons.find(({ id }) => id === lessonId)?.file.steps.find(({ id }) => id === stepId);
  return {
    ...{ lesson: lessonId, step: stepId, title: textIn(locale, step?.title) ?? stepId, points: step?.points ?? 1 },
    ...columnNumbers(statistics),
  };
}

export const presentReason = (group: ReasonGroup, locale: Locale): BoardReason => {
  const { lessonId, stepId, reason, userIds, facts, found } = group;
  return { lesson: lessonId, step: stepId, reason, says: sayReason(locale, reason, facts), users: userIds, found };
};

/** What moved, in one language. */
export function presentDelta(
  { cells, rows, columns, reasons }: BoardDelta,
  locale: Locale,
): Pick<BoardChanges, 'cells' | 'rows' | 'columns' | 'reasons'> {
  return {
    cells,
    rows: rows.map(([at, row]) => [at, sayRow(row, locale)]),
    ...(columns.length > 0 && { columns }),
    ...(reasons && { reasons: reasons.map((group) => presentReason(group, locale)) }),
  };
}
