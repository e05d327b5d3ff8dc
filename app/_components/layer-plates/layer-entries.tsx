'use client';

import { useTranslations } from 'next-intl';
import { CommandLine, CopyId } from '@/app/_components/copy';
import { shortId } from '@/app/_components/format';
import { byName } from '@/lib/shared/by-name';
import type { LayerEntryDto, LayerMapDto } from '@/lib/shared/layers';
import { shellWord } from '@/lib/shared/shell-words';
import { imageNames } from './layout';
import classes from './tables.module.css';

const order: LayerEntryDto['kind'][] = ['layer', 'writable', 'init', 'build_cache', 'leftover', 'other', 'docker'];

/** Everything `ls` shows where the layers lie, each entry named: the reader's count and the page's are the same. */
export function LayerEntries({ map, isOpen }: { map: LayerMapDto; isOpen: boolean }) {
  const t = useTranslations('layers.entries');
  const directory = map.entriesDirectory ?? '';
  const entries = [...map.entries].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || byName(a.name, b.name));
  const kinds = order.flatMap((kind) => {
    const count = entries.filter((entry) => entry.kind === kind).length;
    return count === 0 ? [] : t('count', { kind: t(`kinds.${kind}`), count });
  });
  return (
    <details className={classes.entries} open={isOpen}>
      <summary className={classes.heading}>
        {t('title', { directory })}{' '}
        <span className={classes.none}>{t('summary', { count: entries.length, kinds: kinds.join(', ') })}</span>
      </summary>
      <CommandLine command={`ls -1 -t ${shellWord(directory)}`} />
      <section className={classes.scroll} aria-label={t('title', { directory })}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('kind')}</th>
              <th scope="col">{t('of')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.name}>
                <th scope="row">
                  <CopyId id={entry.name} shown={shortName(entry.name)} />
                </th>
                <td title={t(`help.${entry.kind}`)}>
                  {t(`kinds.${entry.kind}`)}
                  <span className="visually-hidden">: {t(`help.${entry.kind}`)}</span>
                </td>
                <td>
                  <Owners entry={entry} map={map} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

/** Long names of overlay2 are cut, but `-init` stays. */
const shortName = (name: string): string =>
  name.length > 20 ? `${name.slice(0, 12)}${name.endsWith('-init') ? '-init' : ''}` : name;

function Owners({ entry, map }: { entry: LayerEntryDto; map: LayerMapDto }) {
  const t = useTranslations('layers.entries');
  if (entry.containerId !== null) {
    const container = map.rwLayers.find((rw) => rw.containerId === entry.containerId);
    return container ? container.containerName : t('gone', { id: shortId(entry.containerId) });
  }
  if (entry.kind !== 'layer') return t(`help.${entry.kind}`);
  const layer = map.layers.find((candidate) => candidate.chainId === entry.chainId);
  const images = map.images.filter((image) => layer?.imageIds.includes(image.id)).flatMap(imageNames);
  const containers = map.rwLayers.filter((rw) => layer?.containerIds.includes(rw.containerId)).map((rw) => rw.containerName);
  return (images.length > 0 ? images : containers).join(', ');
}
