'use client';

import { Drawer, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useOwnJobs } from '@/app/_api/hooks/jobs';
import { JobCard } from './job-card';
import { isActive } from './job-state';
import { FormError } from './states';
import { useFocusBack } from './use-focus-back';

const shown = 30;

/** One's own long work on all nodes: what runs first, then what ended last. */
export function ActivityDrawer({ onClose }: { onClose: () => void }) {
  const t = useTranslations('common');
  const { data, error } = useOwnJobs();
  // What ended since the list was asked for stands among those that run.
  const jobs = (data?.items ?? []).toSorted((a, b) => Number(isActive(b)) - Number(isActive(a)));
  useFocusBack();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      title={t('activity.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
      size="md"
    >
      {!data && <FormError error={error} />}
      {jobs.length === 0 ? (
        <Text c="dimmed">{data ? t('activity.empty') : !error && t('loading')}</Text>
      ) : (
        <Stack gap="sm">
          {jobs.slice(0, shown).map((job) => (
            <JobCard key={job.id} job={job} withNode />
          ))}
        </Stack>
      )}
    </Drawer>
  );
}
