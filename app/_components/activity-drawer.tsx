'use client';

import { Drawer, Stack, Text } from '@mantine/core';
import { usePathname, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useOwnJobs } from '@/app/_api/hooks/jobs';
import { activitiesOf } from './activity';
import { JobCard } from './job-card';
import { OperationCard } from './operation-card';
import { FormError } from './states';
import { useFocusBack } from './use-focus-back';

const shown = 30;

/** One's own long work on all nodes: what runs first, then what ended last. */
export function ActivityDrawer({ isStaff, onClose }: { isStaff: boolean; onClose: () => void }) {
  const t = useTranslations('common');
  const { data, error } = useOwnJobs();
  // What ended since the list was asked for stands among those that run.
  const activities = activitiesOf(data?.items ?? [], isStaff);
  useFocusBack();
  const address = `${usePathname()}?${useSearchParams()}`;
  const [openedAt] = useState(address);
  // A link in it was followed: what it leads to is below.
  useEffect(() => {
    if (address !== openedAt) onClose();
  }, [address, openedAt, onClose]);
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
      {activities.length === 0 ? (
        <Text c="dimmed">{data ? t('activity.empty') : !error && t('loading')}</Text>
      ) : (
        <Stack gap="sm">
          {activities
            .slice(0, shown)
            .map((activity) =>
              activity.operationId === null ? (
                <JobCard key={activity.job.id} job={activity.job} withNode />
              ) : (
                <OperationCard key={activity.operationId} id={activity.operationId} jobs={activity.jobs} />
              ),
            )}
        </Stack>
      )}
    </Drawer>
  );
}
