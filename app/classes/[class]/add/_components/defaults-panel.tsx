'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useClassDefaults, useSetClassDefaults } from '@/app/_api/hooks/import';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { CredentialFields } from '@/app/_components/nodes/credential-fields';
import { blankCredential, type CredentialValues, toCredential } from '@/app/_components/nodes/credential-values';
import { SecretField } from '@/app/_components/secret-field';
import { FormError } from '@/app/_components/form-error';
import type { ClassDefaultsDto, SetClassDefaults } from '@/lib/shared/node-import';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './add-nodes.module.css';

interface Props {
  classId: string;
  initial: ClassDefaultsDto;
  nodes: NodeDto[];
  onSaved: () => void;
}

/** As typed; what is secret begins empty, since it never comes out of the panel. */
interface Values {
  loginUser: string;
  port: string;
  jumpNodeId: string;
  credential: CredentialValues;
  rootPassword: string;
}

const valuesOf = (held: ClassDefaultsDto, kind = held.credentialKind ?? 'password'): Values => ({
  loginUser: held.loginUser ?? '',
  port: held.port === null ? '' : String(held.port),
  jumpNodeId: held.jumpNodeId ?? '',
  credential: { kind, ...blankCredential },
  rootPassword: '',
});

/** What stays as it is: everything but what is named. */
const keep = (values: Values): SetClassDefaults => ({
  loginUser: values.loginUser.trim() || null,
  port: values.port.trim() === '' ? null : Number(values.port),
  jumpNodeId: values.jumpNodeId || null,
});

/** A secret that was not typed stays as it is. */
function toBody(values: Values): SetClassDefaults {
  const { kind, password, privateKey } = values.credential;
  const isTyped = (kind === 'password' ? password : privateKey.trim()) !== '';
  return {
    ...keep(values),
    ...(isTyped && { credential: toCredential(values.credential) }),
    ...(values.rootPassword !== '' && { rootPassword: values.rootPassword }),
  };
}

/** What new nodes of the class get where a line names nothing. */
export function DefaultsPanel({ classId, initial, nodes, onSaved }: Props) {
  const t = useTranslations('import.defaults');
  const wrong = useTranslations('nodes.form.wrong');
  const held = useClassDefaults(classId, { initialData: initial }).data ?? initial;
  const save = useSetClassDefaults(classId);
  const form = useApiForm({
    initialValues: valuesOf(initial),
    toBody,
    // In JSON what is no number would be null, which clears the port.
    check: ({ port }) => (Number.isNaN(port) ? [{ path: 'port', message: wrong('port') }] : []),
  });
  const { values, getInputProps } = form;
  const dirty = JSON.stringify(values) !== JSON.stringify(valuesOf(held, values.credential.kind));
  const send = (body: SetClassDefaults, after: Partial<Values> = {}) =>
    save.mutate(body, {
      onSuccess: () => {
        form.setValues(after);
        onSaved();
      },
      onError: form.refuse,
    });
  return (
    <form
      className={classes.panel}
      noValidate
      // What was said of the last try is about other values now.
      onChange={() => save.reset()}
      onSubmit={form.onSubmit((body) =>
        send(body, { credential: { ...values.credential, ...blankCredential }, rootPassword: '' }),
      )}
    >
      <h2>{t('title')}</h2>
      <p className={classes.hint}>{t('text')}</p>
      <div className={classes.pair}>
        <TextInput label={t('loginUser')} {...getInputProps('loginUser')} placeholder="ubuntu" autoComplete="off" />
        <TextInput label={t('port')} {...getInputProps('port')} placeholder="22" inputMode="numeric" autoComplete="off" />
      </div>
      <CredentialFields
        kind={values.credential.kind}
        onKind={(kind) => form.setFieldValue('credential.kind', kind)}
        input={(part) => getInputProps(`credential.${part}`)}
      />
      <p className={classes.hint}>
        {held.credentialKind ? t('credentialSet', { kind: held.credentialKind }) : t('credentialNone')}{' '}
        {held.credentialKind && (
          <button type="button" className={classes.forget} onClick={() => send({ ...keep(values), credential: null })}>
            {t('forget')}
          </button>
        )}
      </p>
      <SecretField label={t('rootPassword')} {...getInputProps('rootPassword')} />
      <p className={classes.hint}>
        {held.hasRootPassword ? t('rootPasswordSet') : t('rootPasswordNone')}{' '}
        {held.hasRootPassword && (
          <button type="button" className={classes.forget} onClick={() => send({ ...keep(values), rootPassword: null })}>
            {t('forget')}
          </button>
        )}
      </p>
      <NativeSelect
        label={t('jump')}
        {...getInputProps('jumpNodeId')}
        data={[
          { value: '', label: t('noJump') },
          ...nodes.map((node) => ({
            value: node.id,
            label: node.className === null ? node.name : `${node.className}/${node.name}`,
          })),
        ]}
      />
      <FormError error={save.error} />
      <div className={classes.save}>
        <span role="status" className={classes.hint}>
          {dirty ? t('unsaved') : save.isSuccess ? t('saved') : ''}
        </span>
        <Button type="submit" variant="default" size="sm" disabled={!dirty} loading={save.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
