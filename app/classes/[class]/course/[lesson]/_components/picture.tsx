'use client';

import { useTranslations } from 'next-intl';
import { operationUrl } from '@/app/_api/client';
import classes from './lesson-body.module.css';

/**
 * A picture of the course. Never inlined: an SVG could bring script along.
 * @param props.live the same can be seen of the reader's own node, in the strip below the terminal
 */
export function Picture({ hash, name, alt, live }: { hash: string; name: string; alt: string; live: boolean }) {
  const t = useTranslations('course');
  return (
    <figure className={classes.picture}>
      {/* biome-ignore lint/performance/noImgElement: a drawing of a few kilobytes, from the course itself */}
      <img src={operationUrl('GET /courses/{hash}/pictures/{name}', { params: { hash, name } })} alt={alt} loading="lazy" />
      {live && <figcaption>{t('pictureLive')}</figcaption>}
    </figure>
  );
}
