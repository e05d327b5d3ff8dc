'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';

export function ReloadButton() {
  const t = useTranslations('common');
  return <Button onClick={() => window.location.reload()}>{t('reload')}</Button>;
}
