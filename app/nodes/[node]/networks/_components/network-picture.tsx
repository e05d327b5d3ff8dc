'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Link } from '@/app/_components/link';
import { containerAddress } from '@/app/_components/container-address';
import type { NetworkDto } from '@/lib/shared/networks';
import classes from './network-picture.module.css';
import { layOut, rowHeights } from './picture-layout';

/**
 * Who is on which network: networks on the left, containers on the right, and a line for each address. What the lines say stands in the rows
 * of the containers as text, too.
 */
export function NetworkPicture({ nodeId, networks }: { nodeId: string; networks: NetworkDto[] }) {
  const t = useTranslations('networks');
  const picture = useMemo(() => layOut(networks), [networks]);
  const [lit, setLit] = useState<string | null>(null);
  if (picture.containers.length === 0) return null;
  const isDim = (...ids: string[]) => lit !== null && !ids.includes(lit);
  const point = (id: string) => ({ onMouseEnter: () => setLit(id), onMouseLeave: () => setLit(null) });
  return (
    <section className={classes.figure} aria-label={t('picture.title')}>
      <div className={classes.heads} aria-hidden>
        <span>{t('title')}</span>
        <span>{t('column.containers')}</span>
      </div>
      <div className={classes.picture} style={{ height: picture.height }}>
        <ul className={classes.column} aria-label={t('title')}>
          {picture.networks.map(({ network: { id, name, driver, internal, subnets }, top, height }) => (
            <li
              key={id}
              className={`${classes.network} ${internal ? classes.internal : ''}`}
              style={{ top, height }}
              data-dim={isDim(
                id,
                ...picture.containers.filter(({ links }) => links.some((l) => l.network.id === id)).map((c) => c.id),
              )}
              {...point(id)}
            >
              <span className={classes.name} title={name}>
                {name}
              </span>
              <span className={classes.fact}>
                {[...subnets.map(({ subnet }) => subnet), internal ? t('internal') : driver].join(' · ')}
              </span>
            </li>
          ))}
        </ul>
        <svg className={classes.lines} viewBox={`0 0 100 ${picture.height}`} preserveAspectRatio="none" aria-hidden>
          {picture.containers.flatMap(({ id, isRunning, links }) =>
            links.map(({ network, from, to }) => (
              <path
                key={`${id} ${network.id}`}
                className={isRunning ? classes.line : classes.idle}
                data-dim={isDim(id, network.id)}
                d={`M0 ${from} C50 ${from} 50 ${to} 100 ${to}`}
              />
            )),
          )}
        </svg>
        <ul className={classes.column} aria-label={t('column.containers')}>
          {picture.containers.map(({ id, name, isRunning, links, top, height }) => (
            <li
              key={id}
              className={`${classes.container} ${isRunning ? '' : classes.stopped}`}
              style={{ top, height }}
              data-dim={isDim(id, ...links.map(({ network }) => network.id))}
              {...point(id)}
            >
              <span className={classes.name} title={name}>
                <Link href={containerAddress(nodeId, name, id)}>{name}</Link>
                {!isRunning && <span className={classes.state}>{t('stopped')}</span>}
              </span>
              {links.map(({ network, ipv4 }) => (
                <span key={network.id} className={classes.address} style={{ height: rowHeights.link }}>
                  <span className={classes.on} title={network.name}>
                    {network.name}
                  </span>
                  <code>{ipv4 ?? '–'}</code>
                </span>
              ))}
            </li>
          ))}
        </ul>
      </div>
      {picture.more > 0 && <p className={classes.more}>{t('picture.more', { count: picture.more })}</p>}
    </section>
  );
}
