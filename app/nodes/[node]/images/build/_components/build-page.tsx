'use client';

import { ArrowLeft } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { useJobs } from '@/app/_api/hooks/jobs';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import page from '@/app/_components/page.module.css';
import { PlainButton } from '@/app/_components/plain-button';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import onePage from '@/app/nodes/[node]/_components/one-page.module.css';
import { LazyNodeAway } from '@/app/nodes/_components/lazy-trouble';
import classes from './build.module.css';
import { BuildRun } from './build-run';

const BuildForm = dynamic(async () => (await import('./build-form-card')).BuildForm, { ssr: false });
const CacheDialog = dynamic(async () => (await import('./cache-dialog')).CacheDialog, { ssr: false });

const shown = 5;

/** Builds an image, and shows the builds of this node step by step. */
export function BuildPage() {
  const t = useTranslations('images.build');
  const images = useTranslations('images');
  const node = usePageNode();
  const { data, error, refetch } = useJobs(node.id);
  const [cache, setCache] = useState(false);
  /** The form comes once it is known what is built. */
  const [kind, setKind] = useState<'files' | 'archive' | null>(null);
  /** What was sent last from here, so that the line of an error can be shown. */
  const [sent, setSent] = useState<{ jobId: string; dockerfile: string } | null>(null);
  const runs = useRef<HTMLElement>(null);
  const onSent = (jobId: string, dockerfile: string) => {
    setSent({ jobId, dockerfile });
    // Below the form on a narrow screen.
    runs.current?.scrollIntoView({ block: 'nearest' });
  };
  const away = node.state !== 'ready';
  const builds = (data?.items ?? []).filter(({ kind }) => kind === 'image.build').slice(0, shown);
  return (
    <div className={page.page}>
      <p className={onePage.back}>
        <Link href={nodeAddress(node.id, 'images')}>
          <ArrowLeft size={15} aria-hidden /> {images('title')}
        </Link>
      </p>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        <div className={page.tools}>{!away && <PlainButton onClick={() => setCache(true)}>{t('cache.open')}</PlainButton>}</div>
      </div>
      {away && <LazyNodeAway node={node} />}
      <div className={classes.columns}>
        <div className={classes.form}>
          {!away && (
            <div className={page.card}>
              <ChoiceSwitch
                label={t('from')}
                labelled
                choices={[
                  { key: 'files', text: t('fromFiles') },
                  { key: 'archive', text: t('fromArchive') },
                ]}
                chosen={kind}
                onChoose={setKind}
              />
            </div>
          )}
          {!away && kind !== null && <BuildForm nodeId={node.id} kind={kind} onSent={onSent} />}
        </div>
        <section ref={runs} aria-label={t('runs')} className={classes.runs}>
          {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
          {!data && !error && <TableSkeleton />}
          {data && builds.length === 0 && <p className={page.none}>{t('noRuns')}</p>}
          {builds.map((job, at) => (
            <BuildRun key={job.id} job={job} open={at === 0} source={sent?.jobId === job.id ? sent.dockerfile : null} />
          ))}
        </section>
      </div>
      {cache && <CacheDialog nodeId={node.id} onClose={() => setCache(false)} />}
    </div>
  );
}
