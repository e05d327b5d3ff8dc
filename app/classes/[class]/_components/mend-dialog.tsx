import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useMendMember } from '@/app/_api/hooks/classes';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import type { MemberDto } from '@/lib/shared/accounts';

/** A student's name and number, as the school has them: what a roster got wrong is put right here. */
export function MendDialog({ classId, member, onClose }: { classId: string; member: MemberDto; onClose: () => void }) {
  const t = useTranslations('classes.people');
  const common = useTranslations('common');
  const [name, setName] = useState(member.name);
  const [number, setNumber] = useState(member.studentNumber ?? '');
  const mend = useMendMember(classId);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('mendTitle', { name: member.email })}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          mend.mutate(
            { user: member.userId, name, studentNumber: number.trim() === '' ? null : number },
            {
              onSuccess: () => {
                void notify('done', t('mended', { name }));
                onClose();
              },
            },
          );
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={mend.error?.fieldError('name')}
            data-autofocus
          />
          <TextInput
            label={t('number')}
            value={number}
            onChange={(event) => setNumber(event.currentTarget.value)}
            error={mend.error?.fieldError('studentNumber')}
          />
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
