'use client';

import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Check } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useImportNodes, useImportPreview } from '@/app/_api/hooks/import';
import { useNodes } from '@/app/_api/hooks/nodes';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/form-error';
import { useClassWatch } from '@/app/_realtime/use-node-watch';
import { limits } from '@/lib/shared/limits';
import type { ClassDefaultsDto, ImportFormat } from '@/lib/shared/node-import';
import classes from './add-nodes.module.css';
import { DefaultsPanel } from './defaults-panel';
import { ExportLinks } from './export-links';
import { HostKeyList } from './host-key-list';
import { ImportBox } from './import-box';

const PreviewTable = dynamic(() => import('./preview-table').then((m) => m.PreviewTable), { ssr: false });
const Written = dynamic(() => import('./written').then((m) => m.Written), { ssr: false });

/** After the last key before the panel is asked what the text would do. */
const quietMs = 350;

/** Paste → preview → write → approve host keys, from top to bottom, on one page. */
export function AddNodes({ classId, className, defaults }: { classId: string; className: string; defaults: ClassDefaultsDto }) {
  const t = useTranslations('import');
  const [text, setText] = useState('');
  const [format, setFormat] = useState<ImportFormat | undefined>();
  // Grows with what the preview depends on besides the text: the class's defaults, and what was written.
  const [revision, setRevision] = useState(0);
  const [asked] = useDebouncedValue(text, quietMs);
  const fits = text.length <= limits.importMaxChars;
  const preview = useImportPreview(
    classId,
    { text: asked, format, revision },
    asked.trim() !== '' && asked.length <= limits.importMaxChars,
  );
  const write = useImportNodes(classId);
  const jumpHosts = useNodes();
  const here = useNodes({ class: classId }).data?.items ?? [];
  useClassWatch(classId);
  const result = asked.trim() === '' ? undefined : preview.data;
  const looking = text !== asked || preview.isFetching;
  const changes = result ? result.counts.add + result.counts.update : 0;
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title', { class: className })}</h1>
      </div>
      <p className={classes.intro}>{t('intro')}</p>
      <div className={classes.columns}>
        <div className={`${classes.part} ${classes.write}`}>
          <ImportBox
            text={text}
            onText={(next) => {
              setText(next);
              write.reset();
            }}
            format={format}
            onFormat={setFormat}
            found={result?.detected ? result.format : undefined}
          />
          {!fits && (
            <p className={classes.warning} role="alert">
              {t('tooLong', { chars: text.length, maximum: limits.importMaxChars })}
            </p>
          )}
        </div>
        <aside className={`${classes.part} ${classes.aside}`}>
          <DefaultsPanel
            classId={classId}
            initial={defaults}
            nodes={jumpHosts.data?.items ?? []}
            onSaved={() => setRevision((held) => held + 1)}
          />
        </aside>
        <div className={`${classes.part} ${classes.rest}`}>
          <FormError error={preview.error} />
          {result && <PreviewTable result={result} looking={looking} />}
          {write.data && <Written result={write.data} nodes={here} />}
          <FormError error={write.error} />
          {result && (
            <div className={classes.go}>
              <Button
                leftSection={<Check size={16} aria-hidden />}
                disabled={changes === 0 || looking || !fits}
                loading={write.isPending}
                onClick={() => write.mutate({ text: asked, format }, { onSuccess: () => setRevision((held) => held + 1) })}
              >
                {t('write', { count: changes })}
              </Button>
            </div>
          )}
          <HostKeyList classId={classId} nodes={here} />
          <ExportLinks classId={classId} />
        </div>
      </div>
    </div>
  );
}
