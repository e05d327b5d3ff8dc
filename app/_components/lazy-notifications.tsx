'use client';

import dynamic from 'next/dynamic';

/** The corner where short messages appear; its code comes after the first paint. */
export const LazyNotifications = dynamic(async () => (await import('@mantine/notifications')).Notifications, { ssr: false });
