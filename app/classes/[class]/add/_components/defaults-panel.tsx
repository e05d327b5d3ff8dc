'use client';

import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClassDefaults, useSetClassDefaults } from '@/app/_api/hooks/import';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import { SecretField } from '@/app/_components/secret-field';
import { FormError } from '@/app/_components/states';
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
  kind: 'password' | 'private_key';
  password: string;
  privateKey: string;
  passphrase: string;
  rootPassword: string;
}

const noSecrets = { password: '', privateKey: '', passphrase: '', rootPassword: '' };
const valuesOf = (held: ClassDefaultsDto): Values => ({
  loginUser: held.loginUser ?? '',
  port: held.port === null ? '' : String(held.port),
  jumpNodeId: held.jumpNodeId ?? '',
  kind: held.credentialKind ?? 'password',
  ...noSecrets,
});

/** What stays as it is: everything but what is named. */
const keep = (values: Values): SetClassDefaults => ({
  loginUser: values.loginUser.trim() || null,
  // What is no number is refused by the panel, which then says so at the field.
  port: values.port.trim() === '' ? null : Number(values.port),
  jumpNodeId: values.jumpNodeId || null,
});

/** What new nodes of the class get where a line names nothing. */
export function DefaultsPanel({ classId, initial, nodes, onSaved }: Props) {
  const t = useTranslations('import.defaults');
  const form = useTranslations('nodes.form');
  const held = useClassDefaults(classId, { initialData: initial }).data ?? initial;
  const save = useSetClassDefaults(classId);
  const [values, setValues] = useState(() => valuesOf(initial));
  const change = (part: Partial<Values>) => {
    setValues((before) => ({ ...before, ...part }));
    save.reset();
  };
  const dirty = JSON.stringify(values) !== JSON.stringify({ ...valuesOf(held), kind: values.kind });
  const send = (body: SetClassDefaults, after: Partial<Values> = {}) =>
    save.mutate(body, {
      onSuccess: () => {
        setValues((before) => ({ ...before, ...after }));
        onSaved();
      },
    });
  const submit = () => {
    const body = keep(values);
    if (values.kind === 'password' && values.password) body.credential = { kind: 'password', password: values.password };
    if (values.kind === 'private_key' && values.privateKey.trim())
      body.credential = { kind: 'private_key', privateKey: values.privateKey, passphrase: values.passphrase || undefined };
    if (values.rootPassword) body.rootPassword = values.rootPassword;
    send(body, noSecrets);
  };
  const error = save.error;
  return (
    <form
      className={classes.panel}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2>{t('title')}</h2>
      <p className={classes.hint}>{t('text')}</p>
      <div className={classes.pair}>
        <TextInput
          label={t('loginUser')}
          value={values.loginUser}
          onChange={(event) => change({ loginUser: event.currentTarget.value })}
          placeholder="ubuntu"
          autoComplete="off"
          error={error?.fieldError('loginUser')}
        />
        <TextInput
          label={t('port')}
          value={values.port}
          onChange={(event) => change({ port: event.currentTarget.value })}
          placeholder="22"
          inputMode="numeric"
          autoComplete="off"
          error={error?.fieldError('port')}
        />
      </div>
      <ChoiceSwitch
        label={t('credential')}
        chosen={values.kind}
        onChoose={(kind) => change({ kind })}
        choices={(['password', 'private_key'] as const).map((key) => ({ key, text: form(key) }))}
      />
      {values.kind === 'password' ? (
        <SecretField
          label={form('password')}
          value={values.password}
          onChange={(event) => change({ password: event.currentTarget.value })}
          error={error?.fieldError('credential.password')}
        />
      ) : (
        <>
          <Textarea
            label={form('private_key')}
            value={values.privateKey}
            onChange={(event) => change({ privateKey: event.currentTarget.value })}
            rows={5}
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: classes.text }}
            error={error?.fieldError('credential.privateKey')}
          />
          <SecretField
            label={form('passphrase')}
            value={values.passphrase}
            onChange={(event) => change({ passphrase: event.currentTarget.value })}
          />
        </>
      )}
      <p className={classes.hint}>
        {held.credentialKind ? t('credentialSet', { kind: held.credentialKind }) : t('credentialNone')}{' '}
        {held.credentialKind && (
          <button type="button" className={classes.forget} onClick={() => send({ ...keep(values), credential: null })}>
            {t('forget')}
          </button>
        )}
      </p>
      <SecretField
        label={t('rootPassword')}
        value={values.rootPassword}
        onChange={(event) => change({ rootPassword: event.currentTarget.value })}
        error={error?.fieldError('rootPassword')}
      />
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
        value={values.jumpNodeId}
        onChange={(event) => change({ jumpNodeId: event.currentTarget.value })}
        data={[
          { value: '', label: t('noJump') },
          ...nodes.map((node) => ({
            value: node.id,
            label: node.className === null ? node.name : `${node.className}/${node.name}`,
          })),
        ]}
      />
      <FormError error={error} />
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
