'use client';

import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { operationUrl } from '@/app/_api/client';
import { useClass, useUpdateClass } from '@/app/_api/hooks/classes';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { ClassSignIns } from '@/app/_components/registry-sign-ins/registry-sign-ins';
import { FormError } from '@/app/_components/states';
import type { ClassDto, MemberDto } from '@/lib/shared/accounts';
import type { ClassRegistryDto } from '@/lib/shared/class-registry';
import type { List } from '@/lib/shared/common';
import type { RegistrySignInDto } from '@/lib/shared/registry-sign-ins';
import { CourseRules } from './course-rules';
import { DeleteClass } from './delete-class';
import { ManageNodes } from './manage-nodes';
import { Registry } from './registry';
import { Teachers } from './teachers';
import classes from './settings.module.css';

interface Props {
  initial: ClassDto;
  members: List<MemberDto>;
  registry: ClassRegistryDto;
  signIns: List<RegistrySignInDto>;
  /** Nodes that are chosen from the beginning. */
  chosen: string[];
}

/** What a class is called, who teaches it, where its nodes go, and how it ends. */
export function ClassSettings({ initial, members, registry, signIns, chosen }: Props) {
  const t = useTranslations('classes.settings');
  const { data: cls = initial } = useClass(initial.id, { initialData: initial });
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title', { class: cls.name })}</h1>
      </div>
      <div className={classes.parts}>
        <Rename cls={cls} />
        <Teachers classId={cls.id} initial={members} />
        <CourseRules classId={cls.id} />
        <Registry classId={cls.id} initial={registry} />
        <ClassSignIns classId={cls.id} initial={signIns} />
        <ManageNodes cls={cls} initial={chosen} />
        <Close cls={cls} />
        <Setting
          cls={cls}
          of="nodePasswordsOnCards"
          title={t('cards')}
          label={t('nodePasswords')}
          hint={t('nodePasswordsHint')}
        />
        <Setting cls={cls} of="containerPrivileges" title={t('containers')} label={t('privileges')} hint={t('privilegesHint')} />
        <Archive classId={cls.id} />
        <DeleteClass cls={cls} />
      </div>
    </div>
  );
}

function Rename({ cls }: { cls: ClassDto }) {
  const t = useTranslations('classes.settings');
  const [name, setName] = useState(cls.name);
  const update = useUpdateClass(cls.id);
  return (
    <section className={page.card}>
      <h2>{t('name')}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate({ name }, { onSuccess: () => void notify('done', t('renamed', { class: name })) });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('nameLabel')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={update.error?.fieldError('name')}
          />
          <FormError error={update.error} />
          <Group>
            <Button type="submit" loading={update.isPending} disabled={name.trim() === '' || name === cls.name}>
              {t('rename')}
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  );
}

interface SettingProps {
  cls: ClassDto;
  of: 'nodePasswordsOnCards' | 'containerPrivileges';
  title: string;
  label: string;
  hint: string;
}

/** One thing of a class that is on or off. */
function Setting({ cls, of, title, label, hint }: SettingProps) {
  const update = useUpdateClass(cls.id);
  return (
    <section className={page.card}>
      <h2>{title}</h2>
      <Stack gap="sm">
        <Checkbox
          label={label}
          description={hint}
          checked={cls[of]}
          disabled={update.isPending || cls.closedAt !== null}
          onChange={(event) => update.mutate({ [of]: event.currentTarget.checked })}
        />
        <FormError error={update.error} />
      </Stack>
    </section>
  );
}

function Archive({ classId }: { classId: string }) {
  const t = useTranslations('classes.settings');
  return (
    <section className={page.card}>
      <h2>{t('archive')}</h2>
      <Stack gap="sm">
        <p>{t('archiveText')}</p>
        <Group>
          <Button
            component="a"
            variant="default"
            leftSection={<Download size={16} aria-hidden />}
            href={operationUrl('GET /classes/{class}/archive', { params: { class: classId } })}
            download
          >
            {t('archiveSubmit')}
          </Button>
        </Group>
        <p>{t('copyText')}</p>
      </Stack>
    </section>
  );
}

function Close({ cls }: { cls: ClassDto }) {
  const t = useTranslations('classes.settings');
  const update = useUpdateClass(cls.id);
  const closed = cls.closedAt !== null;
  return (
    <section className={page.card}>
      <h2>{t('close')}</h2>
      <Stack gap="sm">
        <p>{t(closed ? 'closedText' : 'closeText')}</p>
        <FormError error={update.error} />
        <Group>
          <Button
            variant="default"
            loading={update.isPending}
            onClick={() =>
              update.mutate(
                { closed: !closed },
                { onSuccess: () => void notify('done', t(closed ? 'reopened' : 'closed', { class: cls.name })) },
              )
            }
          >
            {t(closed ? 'reopen' : 'closeSubmit')}
          </Button>
        </Group>
      </Stack>
    </section>
  );
}
