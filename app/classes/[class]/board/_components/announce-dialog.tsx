'use client';

import { NativeSelect, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAnnounce } from '@/app/_api/hooks/class-help';
import { FormDialog } from '@/app/_components/form-dialog';
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
    <FormDialog
      title={t('title')}
      submit={t('send')}
      busy={announce.isPending}
      disabled={isEmpty}
      error={announce.error}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) send();
      }}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
