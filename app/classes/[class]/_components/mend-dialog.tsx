import { TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMendMember } from '@/app/_api/hooks/classes';
import { FormDialog } from '@/app/_components/form-dialog';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { notify } from '@/app/_components/notify';
import type { MemberDto } from '@/lib/shared/accounts';
import { mendMemberSchema } from '@/lib/shared/roster';

/** A student's name and number, as the school has them: what a roster got wrong is put right here. */
export function MendDialog({ classId, member, onClose }: { classId: string; member: MemberDto; onClose: () => void }) {
  const t = useTranslations('classes.people');
  const mend = useMendMember(classId);
  const form = useApiForm({
    initialValues: { name: member.name, studentNumber: member.studentNumber ?? '' },
    toBody: ({ name, studentNumber }) => ({ name, studentNumber: studentNumber.trim() === '' ? null : studentNumber }),
    check: useSchemaCheck(mendMemberSchema),
  });
  return (
    <FormDialog
      title={t('mendTitle', { name: member.email })}
      submit={t('mendSave')}
      busy={mend.isPending}
      error={mend.error}
      onSubmit={form.onSubmit((body) =>
        mend.mutate(
          { user: member.userId, ...body },
          {
            onSuccess: () => {
              void notify('done', t('mended', { name: body.name }));
              onClose();
            },
            onError: form.refuse,
          },
        ),
      )}
      onClose={onClose}
    >
      <TextInput label={t('name')} {...form.getInputProps('name')} data-autofocus />
      <TextInput label={t('number')} {...form.getInputProps('studentNumber')} />
    </FormDialog>
  );
}
