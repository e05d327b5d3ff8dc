'use client';

import { Button, Group, Modal, NativeSelect, Stack, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAnnounce } from '@/app/_api/hooks/class-help';
import { FormError } from '@/app/_components/states';
import type { BoardReason } from '@/lib/shared/board';

interface Props {
  classId: string;
  lessons: ReadonlyArray<{ id: string; title: string }>;
  /** Only those whom one reason stops; null: the class. */
  group: { reason: BoardReason; number: string } | null;
  onClose: () => void;
}

/** Says something to the class, to a lesson or to one group; in either language or in both. */
export function AnnounceDialog({ classId, lessons, group, onClose }: Props) {
  const t = useTranslations('board.announce');
  const common = useTranslations('common');
  const announce = useAnnounce(classId);
  const [ko, setKo] = useState('');
  const [en, setEn] = useState('');
  const [lesson, setLesson] = useState('');
  const text = { ...(ko.trim() && { ko: ko.trim() }), ...(en.trim() && { en: en.trim() }) };
  const isEmpty = Object.keys(text).length === 0;
  function send(): void {
    const to = group ? { lesson: group.reason.lesson, users: group.reason.users } : { ...(lesson !== '' && { lesson }) };
    announce.mutate({ text, ...to }, { onSuccess: onClose });
  }
  return (
    <Modal opened onClose={onClose} title={t('title')} centered closeButtonProps={{ 'aria-label': common('close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isEmpty) send();
        }}
      >
        <Stack gap="md">
          {group ? (
            <p>{t('toGroup', { count: group.reason.users.length, number: group.number, says: group.reason.says })}</p>
          ) : (
            <NativeSelect
              label={t('to')}
              value={lesson}
              onChange={(event) => setLesson(event.currentTarget.value)}
              data={[
                { value: '', label: t('toAll') },
                ...lessons.map(({ id, title }) => ({ value: id, label: t('toLesson', { title }) })),
              ]}
            />
          )}
          <Textarea
            label={t('ko')}
            value={ko}
            onChange={(event) => setKo(event.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={2000}
            data-autofocus
          />
          <Textarea
            label={t('en')}
            value={en}
            onChange={(event) => setEn(event.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={2000}
          />
          <FormError error={announce.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={announce.isPending} disabled={isEmpty}>
              {t('send')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
