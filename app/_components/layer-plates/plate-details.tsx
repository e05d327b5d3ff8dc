'use client';

import { X } from 'lucide-react';
import { useNow, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { CommandLine, CopyId } from '@/app/_components/copy';
import { formatBytes, plainText } from '@/app/_components/format';
import { ContainerStateWord } from '@/app/_components/state-word';
import type { LayerDto, LayerMapDto, RwLayerDto } from '@/lib/shared/layers';
import classes from './details.module.css';
import { createdByText, isBuilderMark, listCommand, plateName, shortDirectory } from './layer-text';
import type { LayerPicture } from './use-layer-picture';
import { imageNames, layerKey, rwKey } from './layout';

/** All facts of the chosen plate, each ready to copy; an invitation while none is chosen. */
export function PlateDetails({
  map,
  selected,
  writes,
  onClose,
}: {
  map: LayerMapDto;
  selected: string | null;
  writes: LayerPicture['writes'];
  onClose(): void;
}) {
  const t = useTranslations('layers.details');
  const layer = map.layers.find((candidate) => layerKey(candidate.chainId) === selected);
  const rw = map.rwLayers.find((candidate) => rwKey(candidate.containerId) === selected);
  if (!layer && !rw) return <p className={classes.invitation}>{t('choose')}</p>;
  const title = layer
    ? t('layerTitle', { name: plateName(layer.directory, layer.diffId) })
    : t('rwTitle', { container: rw?.containerName ?? '' });
  return (
    <section className={classes.panel} aria-label={t('title')}>
      <header className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <button type="button" className={classes.close} onClick={onClose} aria-label={t('close')}>
          <X size={17} aria-hidden />
        </button>
      </header>
      {layer && <LayerFacts layer={layer} map={map} />}
      {rw && <RwFacts rw={rw} map={map} writes={writes} />}
    </section>
  );
}

function LayerFacts({ layer, map }: { layer: LayerDto; map: LayerMapDto }) {
  const t = useTranslations('layers.details');
  const parent = map.layers.find((candidate) => candidate.chainId === layer.parentChainId);
  const images = map.images.filter((image) => layer.imageIds.includes(image.id)).flatMap(imageNames);
  const containers = map.rwLayers.filter((rw) => layer.containerIds.includes(rw.containerId)).map((rw) => rw.containerName);
  return (
    <>
      <dl className={classes.facts}>
        <Fact name={t('size')}>{layer.sizeBytes === null ? t('unknown') : formatBytes(layer.sizeBytes)}</Fact>
        <Fact name={t('directory')}>
          <Path path={layer.directory} />
        </Fact>
        {layer.createdBy !== null && (
          <Fact name={t('createdBy')}>
            <code>{createdByText(layer.createdBy)}</code>
          </Fact>
        )}
        {layer.comment !== null && !isBuilderMark(layer.comment) && <Fact name={t('comment')}>{layer.comment}</Fact>}
        {layer.author !== null && <Fact name={t('author')}>{layer.author}</Fact>}
        <Fact name={t('images')}>{images.length > 0 ? images.join(', ') : t('none')}</Fact>
        <Fact name={t('containers')}>{containers.length > 0 ? containers.join(', ') : t('none')}</Fact>
        <Fact name={t('parent')}>
          {layer.parentChainId === null ? (
            t('base')
          ) : (
            <code>{plateName(parent?.directory ?? null, parent?.diffId ?? layer.parentChainId)}</code>
          )}
        </Fact>
        <Fact name={t('chainId')}>
          <CopyId id={layer.chainId} />
        </Fact>
        {layer.diffId !== null && (
          <Fact name={t('diffId')}>
            <CopyId id={layer.diffId} />
          </Fact>
        )}
      </dl>
      {layer.directory !== null && <Command title={t('command')} command={listCommand(layer.directory)} />}
    </>
  );
}

function RwFacts({ rw, map, writes }: { rw: RwLayerDto; map: LayerMapDto; writes: LayerPicture['writes'] }) {
  const t = useTranslations('layers.details');
  const written = writes.of(rw.containerId);
  const below = map.layers.find((candidate) => candidate.chainId === rw.chainIds.at(-1));
  return (
    <>
      <dl className={classes.facts}>
        <Fact name={t('state')}>
          <ContainerStateWord container={{ state: rw.containerState, exitCode: null }} />
        </Fact>
        <Fact name={t('size')}>
          {rw.sizeBytes === null
            ? t('unknown')
            : written && !written.isWhole
              ? t('atLeast', { size: formatBytes(rw.sizeBytes) })
              : formatBytes(rw.sizeBytes)}
          {written && <Age takenAt={writes.takenAt(written)} />}
        </Fact>
        {written && written.newest.length > 0 && (
          <Fact name={t('newest')}>
            <ul className={classes.names}>
              {written.newest.map((file) => (
                <li key={file.name}>
                  <code>{file.isRemoval ? t('removed', { name: plainText(file.name) }) : plainText(file.name)}</code>{' '}
                  {!file.isRemoval && formatBytes(file.sizeBytes)}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Fact name={t('directory')}>
          <Path path={rw.directory} />
        </Fact>
        {rw.initDirectory !== null && (
          <Fact name={t('initDirectory')}>
            <Path path={rw.initDirectory} />
          </Fact>
        )}
        {below && (
          <Fact name={t('parent')}>
            <code>{plateName(below.directory, below.diffId)}</code>
          </Fact>
        )}
      </dl>
      {rw.directory !== null && <Command title={t('commandRw')} command={listCommand(rw.directory)} />}
      <p className={classes.note}>{t('rwNote')}</p>
    </>
  );
}

/** How old the size is, said only where it is not of now. */
function Age({ takenAt }: { takenAt: number }) {
  const t = useTranslations('layers.details');
  const now = useNow({ updateInterval: 1000 });
  const seconds = Math.floor((now.getTime() - takenAt) / 1000);
  return seconds < 5 ? null : <span className={classes.age}>{t('takenAt', { seconds })}</span>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Command({ title, command }: { title: string; command: string }) {
  return (
    <div className={classes.command}>
      <h3 className={classes.subtitle}>{title}</h3>
      <CommandLine command={command} />
    </div>
  );
}

/** The whole path to read, its short name to copy. */
function Path({ path }: { path: string | null }) {
  const unknown = useTranslations('layers.details')('unknown');
  if (path === null) return unknown;
  return (
    <>
      <CopyId id={path} shown={shortDirectory(path)} />
      <code className={classes.path}>{path}</code>
    </>
  );
}
