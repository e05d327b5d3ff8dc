'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { operationUrl } from '@/app/_api/client';
import classes from './add-nodes.module.css';

/** The class's nodes as files. */
export function ExportLinks({ classId }: { classId: string }) {
  const t = useTranslations('import.export');
  return (
    <section className={classes.panel}>
      <h2>{t('title')}</h2>
      <p className={classes.hint}>{t('text')}</p>
      <div className={classes.links}>
        {(['csv', 'ssh_config'] as const).map((format) => (
          <a
            key={format}
            href={operationUrl('GET /classes/{class}/nodes/export', { params: { class: classId }, query: { format } })}
            download
          >
            <Download size={15} aria-hidden />
            {t(format)}
          </a>
        ))}
      </div>
    </section>
  );
}
