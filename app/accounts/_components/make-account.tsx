'use client';

import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

const MakeAccountDialog = dynamic(async () => (await import('./make-account-dialog')).MakeAccountDialog, { ssr: false });

/** Makes one account, with a first password its owner changes. */
export function MakeAccount() {
  const t = useTranslations('accounts');
  const [state, setState] = useState<'unused' | 'open' | 'closed'>('unused');
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setState('open')}>
        {t('make')}
      </Button>
      {state !== 'unused' && <MakeAccountDialog opened={state === 'open'} onClose={() => setState('closed')} />}
    </>
  );
}
