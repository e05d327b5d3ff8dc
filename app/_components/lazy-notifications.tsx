'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
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
  return wanted ? <Corner /> : null;
}
