'use client';

import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import type { NodeDto } from '@/lib/shared/nodes';
import { LayerNews } from './layer-news';
import { PlateDetails } from './plate-details';
import { LayerPlates } from './plates';
import classes from './strip.module.css';
import { useLayerPicture } from './use-layer-picture';

/** The node's layers under its terminal: they change while somebody types. */
export function LayerStrip({ node }: { node: Pick<NodeDto, 'id' | 'name'> }) {
  const t = useTranslations('layers');
  const { query, map, changes, writes } = useLayerPicture(node.id);
  const [open, setOpen] = useState(true);
  const [selected, setSelected] = useState<string | null>(null);
  const isEmpty = map !== undefined && map.layers.length === 0 && map.rwLayers.length === 0;
  return (
    <section className={classes.strip} aria-label={t('strip.title')}>
      <header className={classes.head}>
        <button type="button" className={classes.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? <ChevronDown size={16} aria-hidden /> : <ChevronUp size={16} aria-hidden />}
          <span>{t('strip.title')}</span>
          <span className="visually-hidden">{open ? t('strip.hide') : t('strip.show')}</span>
        </button>
        <LayerNews changes={changes} />
        <Link href={nodeAddress(node.id, 'layers')} className={classes.all}>
          {t('strip.all')}
        </Link>
      </header>
      {open && (
        <div className={classes.body}>
          {query.isPending && <p className={classes.quiet}>{t('loading')}</p>}
          {query.error && !map && <p className={classes.quiet}>{query.error.message}</p>}
          {isEmpty && (
            <p className={classes.quiet}>
              {t('empty.text')} <code>{t('empty.command')}</code>
            </p>
          )}
          {map && !isEmpty && (
            <>
              <LayerPlates map={map} nodeName={node.name} changes={changes} compact selected={selected} onSelect={setSelected} />
              {selected !== null && (
                <PlateDetails map={map} selected={selected} writes={writes} onClose={() => setSelected(null)} />
              )}
            </>
          )}
        </div>
      )}
    </section>
  );
}
