import type { DoctorReport } from '@/lib/shared/doctor';

/** Examines nodes. Publishes `doctor.changed` while it finds, and keeps the last report in the register. */
export interface Doctor {
  /**
   * Examines a node, or joins the examination that is under way. It changes nothing on the node.
   * @returns the finished report; a node that cannot be reached has one too. @throws AppError `not_found`, `shutting_down`
   */
  examine(nodeId: string): Promise<DoctorReport>;
  /** What was found so far, while an examination runs; else null. */
  underWay(nodeId: string): DoctorReport | null;
  stop(): Promise<void>;
}
