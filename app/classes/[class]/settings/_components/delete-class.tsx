'use client';

import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useDeleteClass } from '@/app/_api/hooks/classes';
import { useErrorText } from '@/app/_components/error-text';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/states';
import type { ClassDto } from '@/lib/shared/accounts';
import type { ClassDeletion } from '@/lib/shared/class-life';

/**
 * First what would go and what stays, then the class's name typed, then it is gone. The panel's key leaves the nodes first; where one
 * cannot be reached for that, it is named, and the class stays.
 */
export function DeleteClass({ cls }: { cls: ClassDto }) {
  const t = useTranslations('classes.settings');
  const router = useRouter();
  const look = useDeleteClass(cls.id);
  const remove = useDeleteClass(cls.id);
  const errorText = useErrorText();
  const [plan, setPlan] = useState<ClassDeletion | null>(null);
  const [takeBack, setTakeBack] = useState(true);
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
              { dryRun: 'false', takeBack: takeBack ? 'true' : 'false' },
              {
                onSuccess: (answer) => {
                  if (!answer.deleted) return setPlan(answer);
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
            <Checkbox
              mt="sm"
              label={t('takeBack')}
              description={t('takeBackClass', {
                count: plan.withPanelKey.length,
                nodes: plan.withPanelKey.map((node) => node.name).join(', '),
              })}
              checked={takeBack}
              onChange={(event) => setTakeBack(event.currentTarget.checked)}
            />
          )}
          {plan.keyKept.length > 0 && (
            <div role="alert">
              <p>{t('keyKept', { count: plan.keyKept.length })}</p>
              <ul>
                {plan.keyKept.map((node) => (
                  <li key={node.id}>
                    <strong>{node.name}</strong> {errorText(node.error.code)}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </LazyConfirm>
      )}
    </section>
  );
}
