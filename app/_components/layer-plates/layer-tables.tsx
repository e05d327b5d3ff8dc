'use client';

import { useTranslations } from 'next-intl';
import { CopyId } from '@/app/_components/copy';
import { formatBytes } from '@/app/_components/format';
import { ContainerStateWord } from '@/app/_components/state-word';
import type { LayerDto, LayerMapDto } from '@/lib/shared/layers';
import { createdByText, shortDirectory } from './layer-text';
import { imageNames } from './layout';
import classes from './tables.module.css';

/** The facts of the picture as plain tables: each image from the base up, then the read-write layers. */
export function LayerTables({ map }: { map: LayerMapDto }) {
  const t = useTranslations('layers.table');
  const layers = new Map(map.layers.map((layer) => [layer.chainId, layer]));
  return (
    <div className={classes.tables}>
      <h2 className={classes.heading}>{t('images')}</h2>
      {map.images.map((image) => (
        <ImageTable
          key={image.id}
          caption={t('imageCaption', {
            image: imageNames(image).join(', '),
            size: formatBytes(image.sizeBytes),
            count: image.chainIds.length,
          })}
          layers={image.chainIds.flatMap((chainId) => layers.get(chainId) ?? [])}
        />
      ))}
      <h2 className={classes.heading}>{t('rw')}</h2>
      {map.rwLayers.length === 0 ? <p className={classes.none}>{t('noRw')}</p> : <RwTable map={map} />}
    </div>
  );
}

function ImageTable({ caption, layers }: { caption: string; layers: LayerDto[] }) {
  const t = useTranslations('layers.table');
  const unknown = useTranslations('layers.details')('unknown');
  return (
    <section className={classes.scroll} aria-label={caption}>
      <table className={classes.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('position')}</th>
            <th scope="col">{t('directory')}</th>
            <th scope="col">{t('size')}</th>
            <th scope="col">{t('createdBy')}</th>
            <th scope="col">{t('sharing')}</th>
          </tr>
        </thead>
        <tbody>
          {layers.map((layer, index) => (
            <tr key={layer.chainId}>
              <td>{index + 1}</td>
              <td>
                <Directory path={layer.directory} />
              </td>
              <td className={classes.number}>{layer.sizeBytes === null ? unknown : formatBytes(layer.sizeBytes)}</td>
              <td>
                <code>{layer.createdBy === null ? unknown : createdByText(layer.createdBy)}</code>
              </td>
              <td>{t('sharingCell', { images: layer.imageIds.length, containers: layer.containerIds.length })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RwTable({ map }: { map: LayerMapDto }) {
  const t = useTranslations('layers.table');
  const unknown = useTranslations('layers.details')('unknown');
  const images = new Map(map.images.map((image) => [image.id, imageNames(image).join(', ')]));
  return (
    <section className={classes.scroll} aria-label={t('rw')}>
      <table className={classes.table}>
        <caption className="visually-hidden">{t('rw')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('container')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{t('size')}</th>
            <th scope="col">{t('on')}</th>
            <th scope="col">{t('directory')}</th>
          </tr>
        </thead>
        <tbody>
          {map.rwLayers.map((rw) => (
            <tr key={rw.containerId}>
              <th scope="row">{rw.containerName}</th>
              <td>
                <ContainerStateWord container={{ state: rw.containerState, exitCode: null }} />
              </td>
              <td className={classes.number}>{rw.sizeBytes === null ? unknown : formatBytes(rw.sizeBytes)}</td>
              <td>{images.get(rw.imageId) ?? unknown}</td>
              <td>
                <Directory path={rw.directory} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Directory({ path }: { path: string | null }) {
  const unknown = useTranslations('layers.details')('unknown');
  return path === null ? unknown : <CopyId id={path} shown={shortDirectory(path)} />;
}
