'use client';

import { Checkbox, Group, NativeSelect, NumberInput, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClasses } from '@/app/_api/hooks/classes';
import { useCreateNode, useNodes, useUpdateNode } from '@/app/_api/hooks/nodes';
import { FormDialog } from '@/app/_components/form-dialog';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { notify } from '@/app/_components/notify';
import { SecretField } from '@/app/_components/secret-field';
import { testNodeSchema } from '@/lib/shared/node-test';
import { type CreateNode, createNodeSchema, type NodeDto, type UpdateNode, updateNodeSchema } from '@/lib/shared/nodes';
import { type ComparedKey, ConnectionTest } from './connection-test';
import { CredentialFields } from './credential-fields';
import { initialValues, isReaddressed, keepsCredential, type NodeValues, toCreate, toTest, toUpdate } from './node-values';

interface Props {
  node?: NodeDto;
  /** The stored credential was refused: the form opens with the place for another one. */
  newCredential?: boolean;
  onClose: () => void;
}

/** Registers a node, or changes one. A stored credential is kept unless the address or the login user changes. */
export function NodeForm({ node, newCredential = false, onClose }: Props) {
  const t = useTranslations('nodes');
  const common = useTranslations('common');
  const create = useCreateNode();
  const update = useUpdateNode(node?.id ?? '');
  const [compared, setCompared] = useState<ComparedKey | null>(null);
  const classList = useClasses();
  const nodes = useNodes();
  const form = useApiForm<NodeValues, CreateNode | UpdateNode>({
    initialValues: { ...initialValues(node), ...(newCredential && { keepCredential: false }) },
    toBody: (typed) => (node ? toUpdate(typed, node) : toCreate(typed)),
    check: useSchemaCheck(node ? updateNodeSchema : createNodeSchema, {
      name: t('form.wrong.name'),
      host: t('form.wrong.host'),
      port: t('form.wrong.port'),
      loginUser: t('form.wrong.loginUser'),
      'credential.password': t('form.wrong.password'),
      'credential.privateKey': t('form.wrong.privateKey'),
    }),
  });
  const { values, getInputProps } = form;
  const keeps = keepsCredential(values, node);
  const readdressed = node !== undefined && isReaddressed(values, node);
  const tested = testNodeSchema.safeParse(toTest(values, node));

  function submit(): void {
    const done = (kind: 'added' | 'addedCompared' | 'saved') => ({
      onSuccess: () => {
        void notify('done', t(`done.${kind}`, { name: values.name }));
        onClose();
      },
      onError: form.refuse,
    });
    if (node) {
      update.mutate(toUpdate(values, node), done('saved'));
      return;
    }
    const body = toCreate(values);
    const hostKey = compared?.host === body.host && compared.port === body.port ? compared.publicKey : undefined;
    create.mutate({ ...body, hostKey }, done(hostKey ? 'addedCompared' : 'added'));
  }

  return (
    <FormDialog
      title={node ? t('form.editTitle', { name: node.name }) : t('form.addTitle')}
      size="lg"
      submit={node ? common('save') : t('form.add')}
      busy={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onSubmit={form.onSubmit(submit)}
      onClose={onClose}
    >
      <TextInput
        label={t('form.name')}
        description={t('form.nameHint')}
        {...getInputProps('name')}
        data-autofocus={!newCredential || undefined}
      />
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput label={t('form.host')} placeholder={t('form.hostHint')} {...getInputProps('host')} miw={180} />
        <NumberInput
          label={t('form.port')}
          {...getInputProps('port')}
          clampBehavior="none"
          min={1}
          max={65535}
          hideControls
          maw={110}
        />
        <TextInput label={t('form.loginUser')} {...getInputProps('loginUser')} autoComplete="off" miw={140} />
      </Group>
      {node && (
        <Checkbox
          label={t('form.keepCredential')}
          description={readdressed ? t('form.again') : undefined}
          checked={keeps}
          disabled={readdressed}
          onChange={(event) => form.setFieldValue('keepCredential', event.currentTarget.checked)}
        />
      )}
      {!keeps && (
        <CredentialFields
          kind={values.credential.kind}
          onKind={(kind) => form.setFieldValue('credential.kind', kind)}
          input={(part) => getInputProps(`credential.${part}`)}
          focused={newCredential}
        />
      )}
      <SecretField
        label={t('form.rootPassword')}
        description={node?.staff?.hasRootPassword ? t('form.rootPasswordKeep') : t('form.rootPasswordHint')}
        {...getInputProps('rootPassword')}
      />
      <Group grow align="flex-start">
        <NativeSelect
          label={t('form.class')}
          {...getInputProps('classId')}
          data={[
            { value: '', label: t('form.noClass') },
            ...classesOf(node, classList.data?.items).map((item) => ({ value: item.id, label: item.name })),
          ]}
        />
        <NativeSelect
          label={t('form.jump')}
          {...getInputProps('jumpNodeId')}
          data={[
            { value: '', label: t('form.noJump') },
            ...(nodes.data?.items ?? [])
              .filter((other) => other.id !== node?.id)
              .map((other) => ({
                value: other.id,
                label: other.className ? `${other.className}/${other.name}` : other.name,
              })),
          ]}
        />
      </Group>
      <Text size="sm" c="dimmed">
        {t('form.sealed')}
      </Text>
      <ConnectionTest
        input={tested.success ? toTest(values, node) : null}
        onRefused={() => void form.validate()}
        onCompared={setCompared}
      />
    </FormDialog>
  );
}

/** Until the list has come, the node's own class is the one there is to show. */
function classesOf(node: NodeDto | undefined, listed: ReadonlyArray<{ id: string; name: string }> | undefined) {
  if (listed) return listed;
  return node?.classId ? [{ id: node.classId, name: node.className ?? '' }] : [];
}
