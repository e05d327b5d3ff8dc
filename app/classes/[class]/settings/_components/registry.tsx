'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClassRegistry } from '@/app/_api/hooks/import';
import { useNodes } from '@/app/_api/hooks/nodes';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { PlainButton } from '@/app/_components/plain-button';
import type { ClassRegistryDto } from '@/lib/shared/class-registry';
import classes from './settings.module.css';

const RegistryForm = dynamic(async () => (await import('./registry-form')).RegistryForm, { ssr: false });

/** What nodes of the class reach as localhost:5000. Its form comes when it is asked for: it would be a tenth of the page's code. */
export function Registry({ classId, initial }: { classId: string; initial: ClassRegistryDto }) {
  const t = useTranslations('classes.settings.registry');
  const { data: held = initial } = useClassRegistry(classId, { initialData: initial });
  const nodes = useNodes({ class: classId }).data?.items ?? [];
  const [changing, setChanging] = useState(false);
  const counts = { forwarding: 0, taken: 0, refused: 0 };
  for (const { registryForward } of nodes) {
    if (registryForward === 'forwarding') counts.forwarding++;
    else if (registryForward === 'port_taken') counts.taken++;
    else if (registryForward === 'refused') counts.refused++;
  }
  return (
    <section className={page.card} id="registry">
      <h2>{t('title')}</h2>
      <div className={classes.registry}>
        <p>{t('text')}</p>
        <p>
          {t('kind')}: {t(held.kind)} {(held.url ?? held.node) && <code>{held.url ?? held.node?.name}</code>}
        </p>
        {held.kind !== 'none' && <p role="status">{t('state', counts)}</p>}
        <p className={classes.links}>
          <Link href={`/classes/${classId}/prepare?steps=registry.run`}>{t('setUp')}</Link>
          {held.kind !== 'none' && <Link href={`/classes/${classId}/registry`}>{t('contents')}</Link>}
        </p>
        {changing ? (
          <RegistryForm classId={classId} held={held} nodes={nodes} />
        ) : (
          <PlainButton onClick={() => setChanging(true)}>{t('change')}</PlainButton>
        )}
      </div>
    </section>
  );
}
