'use client';

import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

const MakeClassDialog = dynamic(async () => (await import('./make-class-dialog')).MakeClassDialog, { ssr: false });

/**
 * Makes a class, whose instructor is whoever makes it, and goes there.
 * @param part the page of the class to go to, e.g. `/add`
 */
export function MakeClass({ part = '' }: { part?: string }) {
  const t = useTranslations('classes.make');
  const [state, setState] = useState<'unused' | 'open' | 'closed'>('unused');
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setState('open')}>
        {t('open')}
      </Button>
      {state !== 'unused' && <MakeClassDialog part={part} opened={state === 'open'} onClose={() => setState('closed')} />}
    </>
  );
}
