'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { DataTable } from '@/app/_components/data-table';
import page from '@/app/_components/page.module.css';
import { StateWord, type Tone } from '@/app/_components/state-word';
import type { ImportItem, ImportResult, ImportState } from '@/lib/shared/node-import';
import classes from './add-nodes.module.css';

const tones: Record<ImportState, Tone> = { add: 'ready', update: 'warn', same: 'away', bad: 'alarm' };
/** More rows help nobody to look through them, and cost a browser much. */
const shownMax = 200;

/** Line by line what a text would do. */
export function PreviewTable({ result, looking }: { result: ImportResult; looking: boolean }) {
  const t = useTranslations('import');
  const [onlyBad, setOnlyBad] = useState(false);
  const { counts } = result;
  const rows = onlyBad && counts.bad > 0 ? result.items.filter((item) => item.state === 'bad') : result.items;
  const shown = rows.slice(0, shownMax);
  return (
    <section aria-label={t('preview.title')} aria-busy={looking}>
      <div className={classes.previewHead}>
        <h2>{t('preview.title')}</h2>
        <p aria-live="polite">{looking ? t('preview.updating') : t('preview.summary', counts)}</p>
        {counts.bad > 0 && counts.bad < result.items.length && (
          <button type="button" aria-pressed={onlyBad} onClick={() => setOnlyBad(!onlyBad)}>
            {onlyBad ? t('preview.all') : t('preview.onlyBad')}
          </button>
        )}
      </div>
      {result.unknownColumns.length > 0 && (
        <p className={classes.warning}>{t('unknownColumns', { columns: result.unknownColumns.join(', ') })}</p>
      )}
      <DataTable
        caption={t('preview.title')}
        rows={shown}
        // A range makes several rows of one line, so the place in the list is what names a row.
        rowKey={(_item, index) => String(index)}
        rowProps={(item) => ({ className: item.state === 'bad' ? classes.bad : undefined })}
        empty={t('preview.empty')}
        scrolls
        columns={[
          {
            key: 'name',
            header: t('preview.name'),
            cell: (item) => item.name ?? t('preview.lineNumber', { line: item.line }),
            minWidth: '7em',
          },
          {
            key: 'state',
            header: t('preview.state'),
            cell: (item) => <StateWord tone={tones[item.state]}>{t(`state.${item.state}`)}</StateWord>,
          },
          { key: 'address', header: t('preview.address'), cell: (item) => <Address item={item} /> },
          { key: 'why', header: t('preview.why'), cell: (item) => hasWhy(item) && <Why item={item} />, className: classes.why },
          { key: 'line', header: t('preview.line'), cell: (item) => item.line, align: 'end' },
        ]}
      />
      {rows.length > shown.length && <p className={page.none}>{t('preview.more', { count: rows.length - shown.length })}</p>}
    </section>
  );
}

const hasWhy = (item: ImportItem): boolean => item.fields.length + item.problems.length + item.notes.length > 0;

function Address({ item }: { item: ImportItem }) {
  const t = useTranslations('import');
  if (item.host === null) return null;
  return (
    <span>
      <code>
        {item.loginUser !== null && `${item.loginUser}@`}
        {item.host}
        {item.port !== null && `:${item.port}`}
      </code>
      {item.jump !== null && <span className={classes.jump}>{t('by', { jump: item.jump })}</span>}
    </span>
  );
}

function Why({ item }: { item: ImportItem }) {
  const t = useTranslations('import');
  return (
    <div>
      {item.fields.length > 0 && <p>{t('changes', { fields: item.fields.map((field) => t(`field.${field}`)).join(', ') })}</p>}
      {item.problems.map(({ code, params }) => (
        <p key={`${code} ${JSON.stringify(params)}`} className={classes.problem}>
          {t(`problem.${code}`, params as never)}
        </p>
      ))}
      {item.notes.map(({ code, params }) => (
        <p key={code}>{t(`note.${code}`, params as never)}</p>
      ))}
    </div>
  );
}
