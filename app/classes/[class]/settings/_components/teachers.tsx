'use client';

import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useEnrol, useMembers, useUnenrol } from '@/app/_api/hooks/classes';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/states';
import type { MemberDto } from '@/lib/shared/accounts';
import type { List } from '@/lib/shared/common';
import classes from './settings.module.css';

/** Who teaches the class: each may do with it whatever the others may. */
export function Teachers({ classId, initial }: { classId: string; initial: List<MemberDto> }) {
  const t = useTranslations('classes.settings');
  const { data = initial } = useMembers(classId, { initialData: initial });
  const teachers = data.items.filter((member) => member.role === 'instructor');
  const [email, setEmail] = useState('');
  const enrol = useEnrol(classId);
  const unenrol = useUnenrol(classId);
  return (
    <section className={page.card}>
      <h2>{t('teachers')}</h2>
      <Stack gap="sm">
        <p>{t('teachersText')}</p>
        <ul className={classes.list}>
          {teachers.map((teacher) => (
            <li key={teacher.userId} className={classes.teacher}>
              <span>
                {teacher.name} <span className={classes.email}>{teacher.email}</span>
              </span>
              {teachers.length > 1 && (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('removeTeacherNamed', { name: teacher.name })}
                  loading={unenrol.isPending && unenrol.variables === teacher.userId}
                  onClick={() => unenrol.mutate(teacher.userId)}
                >
                  {t('removeTeacher')}
                </Button>
              )}
            </li>
          ))}
        </ul>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            enrol.mutate(
              { email, role: 'instructor' },
              {
                onSuccess: (member) => {
                  void notify('done', t('teacherAdded', { name: member.name }));
                  setEmail('');
                },
              },
            );
          }}
        >
          <Stack gap="sm">
            <TextInput
              label={t('teacherEmail')}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              error={enrol.error?.fieldError('email')}
              autoComplete="off"
            />
            <FormError error={enrol.error ?? unenrol.error} />
            <Group>
              <Button type="submit" variant="default" loading={enrol.isPending} disabled={email.trim() === ''}>
                {t('addTeacher')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Stack>
    </section>
  );
}
