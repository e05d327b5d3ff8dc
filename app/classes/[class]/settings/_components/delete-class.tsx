'use client';

import { Button, Group, Stack } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useDeleteClass } from '@/app/_api/hooks/classes';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/states';
import type { ClassDto } from '@/lib/shared/accounts';
import type { ClassDeletion } from '@/lib/shared/class-life';

/** First what would go and what stays, then the class's name typed, then it is gone. */
export function DeleteClass({ cls }: { cls: ClassDto }) {
  const t = useTranslations('classes.settings');
  const router = useRouter();
  const look = useDeleteClass(cls.id);
  const remove = useDeleteClass(cls.id);
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
      {plan && (
        <LazyConfirm
          title={t('deleteTitle', { class: plan.name })}
          submit={t('deleteSubmit')}
          typed={{ text: plan.name, label: t('typeName', { class: plan.name }) }}
          busy={remove.isPending}
          error={remove.error}
          onClose={() => setPlan(null)}
          onConfirm={() =>
            remove.mutate(
              { dryRun: 'false' },
              {
                onSuccess: () => {
                  void notify('done', t('deleted', { class: plan.name }));
                  router.push('/classes?all');
                },
              },
            )
          }
        >
          <ul>
            <li>{t('goNodes', { count: plan.nodes.length })}</li>
            <li>{t('goEnrolments', { count: plan.enrolments })}</li>
            <li>{t('goOperations', { count: plan.operations })}</li>
            <li>{t('stayAccounts', { count: plan.studentsLeft })}</li>
          </ul>
          {plan.withPanelKey.length > 0 && (
            <p>
              {t('keyLeft', { count: plan.withPanelKey.length, nodes: plan.withPanelKey.map((node) => node.name).join(', ') })}
            </p>
          )}
        </LazyConfirm>
      )}
    </section>
  );
}
