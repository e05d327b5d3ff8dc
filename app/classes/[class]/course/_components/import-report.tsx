'use client';

import { useTranslations } from 'next-intl';
import type { ImportReport as Report } from '@/lib/shared/course-import';
import classes from './course-upload.module.css';

/** What came of an import: what it needs, what was refused, what was lost, each at its place in the archive. */
export function ImportReport({ report }: { report: Report }) {
  const t = useTranslations('courseImport');
  const { needs } = report;
  const places = [
    ...report.refused.map(({ file, line, code, what }) => ({ file, line, says: t(`refusal.${code}`, { what }) })),
    ...report.losses.map(({ file, line, code, what }) => ({ file, line, says: t(`loss.${code}`, { what }) })),
    ...needs.internet.map(({ file, line, what }) => ({ file, line, says: t('page.internet', { what }) })),
    ...needs.systemd.map(({ file, line, what }) => ({ file, line, says: t('page.systemd', { what }) })),
  ];
  return (
    <section className={classes.report} aria-label={t('page.report')}>
      <p>{t(`page.format.${report.format}`)}</p>
      <p>
        {t('page.counts', {
          lessons: report.lessons,
          steps: report.steps,
          commands: report.commands,
          questions: report.questions,
          scripts: report.scripts,
        })}
      </p>
      {needs.images.length > 0 && <p>{t('page.images', { images: needs.images.join(', ') })}</p>}
      {needs.ports.length > 0 && <p>{t('page.ports', { ports: needs.ports.join(', ') })}</p>}
      {places.length > 0 && (
        <details>
          <summary>{t('page.places', { count: places.length })}</summary>
          <ul className={classes.list}>
            {places.map(({ file, line, says }) => (
              <li key={`${file}:${line} ${says}`}>
                <code>
                  {file}:{line}
                </code>{' '}
                {says}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
