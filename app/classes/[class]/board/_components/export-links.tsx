'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { operationUrl } from '@/app/_api/client';
import type { ExportFormat } from '@/lib/shared/courses';
import classes from './board.module.css';

/** A list of its own: that of the schemas would bring zod along. */
const formats = ['csv', 'moodle', 'canvas', 'json', 'xapi', 'zip'] as const satisfies readonly ExportFormat[];

/** The progress of the class as a file, for other systems. */
export function ExportLinks({ classId }: { classId: string }) {
  const t = useTranslations('board.export');
  return (
    <p className={classes.exports}>
      <Download size={15} aria-hidden /> {t('title')}
      {formats.map((format) => (
        <a
          key={format}
          href={operationUrl('GET /classes/{class}/progress/export', { params: { class: classId }, query: { format } })}
          download
        >
          {t(format)}
        </a>
      ))}
    </p>
  );
}
