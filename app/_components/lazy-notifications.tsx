'use client';

import { MantineThemeProvider } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useState } from 'react';
import { notifyEvent } from './notify';

const Corner = dynamic(async () => (await import('@mantine/notifications')).Notifications, { ssr: false });

/** The corner where short messages appear; its code comes with the first of them. */
export function LazyNotifications() {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const onNotify = () => setWanted(true);
    window.addEventListener(notifyEvent, onNotify);
    return () => window.removeEventListener(notifyEvent, onNotify);
  }, []);
  // Whoever shows a message knows no language: its button to close gets its name here.
  const close = useTranslations('common')('close');
  const theme = useMemo(
    () => ({ components: { Notification: { defaultProps: { closeButtonProps: { 'aria-label': close } } } } }),
    [close],
  );
  if (!wanted) return null;
  return (
    <MantineThemeProvider theme={theme}>
      <Corner />
    </MantineThemeProvider>
  );
}
