'use client';

import { Button, Group, Stack } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useDeleteClass } from '@/app/_api/hooks/classes';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/states';
import type { ClassDto } from '@/lib/shared/accounts';
import type { ClassDeletion } from '@/lib/shared/class-life';

const DeleteClassDialog = dynamic(async () => (await import('./delete-class-dialog')).DeleteClassDialog, { ssr: false });

/**
 * First what would go and what stays, then the class's name typed, then it is gone. The panel's key leaves the nodes first; where one
 * cannot be reached for that, it is named, and the class stays.
 */
export function DeleteClass({ cls }: { cls: ClassDto }) {
  const t = useTranslations('classes.settings');
  const look = useDeleteClass(cls.id);
  const [plan, setPlan] = useState<ClassDeletion | null>(null);
  return (
    <section className={page.card}>
      <h2>{t('delete')}</h2>
      <Stack gap="sm">
        <p>{t('deleteText')}</p>
        <FormError error={look.error} />
        <Group>
          <Button
            color="red"
            variant="light"
            loading={look.isPending}
            onClick={() => look.mutate({ dryRun: 'true' }, { onSuccess: setPlan })}
          >
            {t('deleteLook')}
          </Button>
        </Group>
      </Stack>
      {plan && <DeleteClassDialog classId={cls.id} plan={plan} onPlan={setPlan} onClose={() => setPlan(null)} />}
    </section>
  );
}
