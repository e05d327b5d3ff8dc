'use client';

import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useDeleteUser } from '@/app/_api/hooks/accounts';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import type { UserDetail } from '@/lib/shared/accounts';

/** Deletes an account: first what would go and what would stay, then its address typed. */
export function DeleteAccount({ user, onDeleted }: { user: UserDetail; onDeleted: () => void }) {
  const t = useTranslations('accounts.delete');
  const remove = useDeleteUser();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  if (!open) {
    return (
      <Group>
        <Button variant="default" color="red" onClick={() => setOpen(true)}>
          {t('open')}
        </Button>
      </Group>
    );
  }
  const names = (items: Array<{ name: string }>) => items.map((item) => item.name).join(', ') || '–';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== user.email) return;
        remove.mutate(user.id, {
          onSuccess: () => {
            void notify('done', t('done', { email: user.email }));
            onDeleted();
          },
        });
      }}
    >
      <Stack gap="sm">
        <h3>{t('goes')}</h3>
        <ul>
          <li>{t('classes', { names: names(user.classes) })}</li>
          <li>{t('nodes', { names: names(user.nodes) })}</li>
          <li>{t('rest', { tokens: user.tokens.length, sessions: user.sessions, terminals: user.terminals })}</li>
        </ul>
        <h3>{t('stays')}</h3>
        <p>{t('staysText', { work: user.work })}</p>
        <TextInput
          label={t('type', { email: user.email })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <FormError error={remove.error} />
        <Group>
          <Button type="submit" color="red" loading={remove.isPending} disabled={typed !== user.email}>
            {t('submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
