'use client';

import dynamic from 'next/dynamic';

/** Loaded when somebody opens it: its schema is heavy. */
export const LazySignInDialog = dynamic(async () => (await import('./sign-in-dialog')).SignInDialog, { ssr: false });
