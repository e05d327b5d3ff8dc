'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import { CommandLine } from '@/app/_components/copy';
import { LayerEntries } from '@/app/_components/layer-plates/layer-entries';
import { LayerNews } from '@/app/_components/layer-plates/layer-news';
import { LayerNotes, PlateLegend } from '@/app/_components/layer-plates/layer-notes';
import { LayerTables } from '@/app/_components/layer-plates/layer-tables';
import { PlateDetails } from '@/app/_components/layer-plates/plate-details';
import { LayerPlates } from '@/app/_components/layer-plates/plates';
import { useLayerPicture } from '@/app/_components/layer-plates/use-layer-picture';
import page from '@/app/_components/page.module.css';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import type { LayerMapDto } from '@/lib/shared/layers';
import classes from './layers-view.module.css';

/** The Layers tab: the plates, live, with the details of the chosen one; or the same facts as tables. */
export function LayersView() {
  const t = useTranslations('layers');
  const node = usePageNode();
  const { query, map, changes, writes } = useLayerPicture(node.id);
  const [view, setView] = useState<'picture' | 'table'>('picture');
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <div className={`${page.page} ${classes.page}`}>
      <header className={classes.head}>
        <div>
          <h1 className={classes.title}>{t('title')}</h1>
          <p className={classes.lead}>{t('lead')}</p>
        </div>
        <ChoiceSwitch
          label={t('views.label')}
          chosen={view}
          onChoose={setView}
          choices={(['picture', 'table'] as const).map((key) => ({ key, text: t(`views.${key}`) }))}
        />
      </header>
      {query.isPending && <TableSkeleton rows={5} />}
      {query.error && <FailedState error={query.error} onRetry={() => void query.refetch()} />}
      {map && <LayerNotes map={map} />}
      <LayerNews changes={changes} />
      {map && isEmpty(map) && (
        <EmptyState title={t('empty.title')} text={t('empty.text')}>
          <CommandLine command={t('empty.command')} />
        </EmptyState>
      )}
      {map && !isEmpty(map) && view === 'table' && <LayerTables map={map} />}
      {map && !isEmpty(map) && view === 'picture' && (
        <>
          <div className={classes.legend}>
            <PlateLegend />
            <p className={classes.summary}>
              {t('summary', { layers: map.layers.length, images: map.images.length, containers: map.rwLayers.length })}
            </p>
          </div>
          <div className={classes.bench}>
            <LayerPlates map={map} nodeName={node.name} changes={changes} selected={selected} onSelect={setSelected} />
            <aside className={classes.details}>
              <PlateDetails map={map} selected={selected} writes={writes} onClose={() => setSelected(null)} />
            </aside>
          </div>
        </>
      )}
      {map && map.entries.length > 0 && <LayerEntries map={map} isOpen={view === 'table'} />}
    </div>
  );
}

const isEmpty = (map: LayerMapDto): boolean => map.layers.length === 0 && map.rwLayers.length === 0;
