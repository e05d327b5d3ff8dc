'use client';

import dynamic from 'next/dynamic';

/** The confirm dialog, loaded when somebody first removes something. */
export const LazyConfirm = dynamic(async () => (await import('./confirm-dialog')).ConfirmDialog, { ssr: false });
