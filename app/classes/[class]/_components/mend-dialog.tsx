import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMendMember } from '@/app/_api/hooks/classes';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import type { MemberDto } from '@/lib/shared/accounts';
import { mendMemberSchema } from '@/lib/shared/roster';

/** A student's name and number, as the school has them: what a roster got wrong is put right here. */
export function MendDialog({ classId, member, onClose }: { classId: string; member: MemberDto; onClose: () => void }) {
  const t = useTranslations('classes.people');
  const common = useTranslations('common');
  const mend = useMendMember(classId);
  const form = useApiForm({
    initialValues: { name: member.name, studentNumber: member.studentNumber ?? '' },
    toBody: ({ name, studentNumber }) => ({ name, studentNumber: studentNumber.trim() === '' ? null : studentNumber }),
    check: useSchemaCheck(mendMemberSchema),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('mendTitle', { name: member.email })}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <form
        noValidate
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
      >
        <Stack gap="md">
          <TextInput label={t('name')} {...form.getInputProps('name')} data-autofocus />
          <TextInput label={t('number')} {...form.getInputProps('studentNumber')} />
          <FormError error={mend.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={mend.isPending}>
              {t('mendSave')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
