'use client';

import dynamic from 'next/dynamic';

export const InUseDialog = dynamic(async () => (await import('./in-use-dialog')).InUseDialog, { ssr: false });
