import { type DoctorReport, doctorReportSchema } from '@/lib/shared/doctor';

/** The last report of a node as the register has it; null when there is none that can be read. */
export function storedReport({ name, doctorReport }: { name: string; doctorReport: string | null }): DoctorReport | null {
  if (doctorReport === null) return null;
  // One that an older panel stored may not be what we would write today: then there is none.
  const stored = doctorReportSchema.safeParse(JSON.parse(doctorReport));
  return stored.success ? { ...stored.data, nodeName: name } : null;
}
