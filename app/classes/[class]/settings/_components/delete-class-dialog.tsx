'use client';

import { Checkbox } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useDeleteClass } from '@/app/_api/hooks/classes';
import { ConfirmDialog } from '@/app/_components/confirm-dialog';
import { useErrorText } from '@/app/_components/error-text';
import { notify } from '@/app/_components/notify';
import type { ClassDeletion } from '@/lib/shared/class-life';

interface Props {
  classId: string;
  plan: ClassDeletion;
  /** The class was not deleted, and this is why. */
  onPlan: (plan: ClassDeletion) => void;
  onClose: () => void;
}

/** What goes with a class and what stays; its name is typed before it goes. */
export function DeleteClassDialog({ classId, plan, onPlan, onClose }: Props) {
  const t = useTranslations('classes.settings');
  const router = useRouter();
  const remove = useDeleteClass(classId);
  const errorText = useErrorText();
  const [takeBack, setTakeBack] = useState(true);
  return (
    <ConfirmDialog
      title={t('deleteTitle', { class: plan.name })}
      submit={t('deleteSubmit')}
      typed={{ text: plan.name, label: t('typeName', { class: plan.name }) }}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(
          { dryRun: 'false', takeBack: takeBack ? 'true' : 'false' },
          {
            onSuccess: (answer) => {
              if (!answer.deleted) return onPlan(answer);
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
    </ConfirmDialog>
  );
}
