'use client';

import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRemoveClassRegistry, useSetClassRegistry } from '@/app/_api/hooks/import';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { notify } from '@/app/_components/notify';
import { SecretField } from '@/app/_components/secret-field';
import { FormError } from '@/app/_components/states';
import type { ClassRegistryDto, SetClassRegistry } from '@/lib/shared/class-registry';
import type { NodeDto } from '@/lib/shared/nodes';

/** As typed; the sign-in begins empty, since it never comes out of the panel. */
interface Values {
  kind: ClassRegistryDto['kind'];
  url: string;
  signIn: { user: string; password: string };
  node: string;
}

const blank = { user: '', password: '' };
const valuesOf = ({ kind, url, node }: ClassRegistryDto): Values => ({
  ...{ kind, url: url ?? '', node: node?.id ?? '' },
  signIn: blank,
});

/** Null: there is to be none. A sign-in that was not typed stays as it is. */
function toBody({ kind, url, signIn, node }: Values): SetClassRegistry | null {
  if (kind === 'none') return null;
  if (kind === 'node') return { kind, node };
  return { kind, url: url.trim(), ...((signIn.user !== '' || signIn.password !== '') && { signIn }) };
}

/** Chooses the registry that nodes of the class reach as localhost:5000. */
export function RegistryForm({ classId, held, nodes }: { classId: string; held: ClassRegistryDto; nodes: readonly NodeDto[] }) {
  const t = useTranslations('classes.settings.registry');
  const save = useSetClassRegistry(classId);
  const remove = useRemoveClassRegistry(classId);
  const form = useApiForm({ initialValues: valuesOf(held), toBody });
  const { values, getInputProps } = form;
  const dirty = JSON.stringify(values) !== JSON.stringify(valuesOf(held));
  const after = {
    onSuccess: () => {
      form.setFieldValue('signIn', blank);
      void notify('done', t('saved'));
    },
    onError: form.refuse,
  };
  const send = (body: SetClassRegistry | null) => (body === null ? remove.mutate(undefined, after) : save.mutate(body, after));
  return (
    <form noValidate onChange={() => save.reset()} onSubmit={form.onSubmit(send)}>
      <Stack gap="sm">
        <NativeSelect
          label={t('kind')}
          {...getInputProps('kind')}
          autoFocus
          data={(['none', 'address', 'node'] as const).map((kind) => ({ value: kind, label: t(kind) }))}
        />
        {values.kind === 'address' && (
          <>
            <TextInput
              label={t('url')}
              description={t('urlHint')}
              {...getInputProps('url')}
              spellCheck={false}
              autoComplete="off"
            />
            <Group align="flex-start" grow>
              <TextInput label={t('user')} {...getInputProps('signIn.user')} spellCheck={false} autoComplete="off" />
              <SecretField label={t('password')} {...getInputProps('signIn.password')} />
            </Group>
            {held.hasSignIn && (
              <Group gap="sm">
                <span>{t('signInSet')}</span>
                <Button
                  size="xs"
                  variant="default"
                  loading={save.isPending}
                  onClick={() => send({ kind: 'address', url: held.url ?? '', signIn: null })}
                >
                  {t('forget')}
                </Button>
              </Group>
            )}
          </>
        )}
        {values.kind === 'node' && (
          <NativeSelect
            label={t('onNode')}
            description={t('nodeHint')}
            {...getInputProps('node')}
            data={[{ value: '', label: t('choose') }, ...nodes.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        )}
        <FormError error={save.error ?? remove.error} />
        <Group>
          <Button
            type="submit"
            variant="default"
            loading={save.isPending || remove.isPending}
            disabled={!dirty || (values.kind === 'node' && values.node === '')}
          >
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
