'use client';

import { Drawer, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { JobCard } from './job-card';
import { useActivity } from './use-activity';
import { useFocusBack } from './use-focus-back';

/** All long work the page knows of, running first. */
export function ActivityDrawer({ onClose }: { onClose: () => void }) {
  const t = useTranslations('common');
  const jobs = useActivity();
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
      {jobs.length === 0 ? (
        <Text c="dimmed">{t('activity.empty')}</Text>
      ) : (
        <Stack gap="sm">
          {jobs.slice(0, 30).map((job) => (
            <JobCard key={job.id} job={job} withNode />
          ))}
        </Stack>
      )}
    </Drawer>
  );
}
