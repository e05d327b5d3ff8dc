'use client';

import { Button, Checkbox, Group, Modal, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClasses } from '@/app/_api/hooks/classes';
import { useCreateNode, useNodes, useUpdateNode } from '@/app/_api/hooks/nodes';
import { notify } from '@/app/_components/notify';
import { SecretField } from '@/app/_components/secret-field';
import { FormError } from '@/app/_components/states';
import type { NodeDto } from '@/lib/shared/nodes';
import { type ComparedKey, ConnectionTest } from './connection-test';
import { CredentialFields } from './credential-fields';
import { initialValues, type NodeValues, toCreate, toTest, toUpdate, type WrongField, wrongFields } from './node-values';

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
  const [values, setValues] = useState<NodeValues>(() => ({
    ...initialValues(node),
    ...(newCredential && { keepCredential: false }),
  }));
  const [compared, setCompared] = useState<ComparedKey | null>(null);
  const [tried, setTried] = useState(false);
  const classList = useClasses();
  const nodes = useNodes();
  const change = (part: Partial<NodeValues>) => setValues((held) => ({ ...held, ...part }));
  const readdressed =
    node !== undefined && (values.host !== node.host || values.port !== node.port || values.loginUser !== node.loginUser);
  const keepsCredential = node !== undefined && values.keepCredential && !readdressed;
  const wrong = tried ? wrongFields(values, keepsCredential) : new Set<WrongField>();
  const error = create.error ?? update.error;
  const problem = (field: WrongField) => (wrong.has(field) ? t(`form.wrong.${field}`) : error?.fieldError(field));

  function submit(): void {
    setTried(true);
    if (wrongFields(values, keepsCredential).size > 0) return;
    const host = values.host.trim();
    const hostKey = compared?.host === host && compared.port === values.port ? compared.publicKey : undefined;
    const done = (kind: 'added' | 'addedCompared' | 'saved') => () => {
      void notify('done', t(`done.${kind}`, { name: values.name }));
      onClose();
    };
    if (node) update.mutate(toUpdate(values, node, keepsCredential), { onSuccess: done('saved') });
    else create.mutate({ ...toCreate(values), hostKey }, { onSuccess: done(hostKey ? 'addedCompared' : 'added') });
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={node ? t('form.editTitle', { name: node.name }) : t('form.addTitle')}
      size="lg"
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('form.name')}
            description={t('form.nameHint')}
            value={values.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={problem('name')}
            data-autofocus={!newCredential || undefined}
          />
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <TextInput
              label={t('form.host')}
              placeholder={t('form.hostHint')}
              value={values.host}
              onChange={(event) => change({ host: event.currentTarget.value })}
              error={problem('host')}
              miw={180}
            />
            <NumberInput
              label={t('form.port')}
              value={values.port}
              onChange={(value) => change({ port: Number(value) })}
              min={1}
              max={65535}
              hideControls
              error={problem('port')}
              maw={110}
            />
            <TextInput
              label={t('form.loginUser')}
              value={values.loginUser}
              onChange={(event) => change({ loginUser: event.currentTarget.value })}
              error={problem('loginUser')}
              autoComplete="off"
              miw={140}
            />
          </Group>
          {node && (
            <Checkbox
              label={t('form.keepCredential')}
              description={readdressed ? t('form.again') : undefined}
              checked={keepsCredential}
              disabled={readdressed}
              onChange={(event) => change({ keepCredential: event.currentTarget.checked })}
            />
          )}
          {!keepsCredential && <CredentialFields values={values} onChange={change} wrong={wrong} focused={newCredential} />}
          <SecretField
            label={t('form.rootPassword')}
            description={node?.staff?.hasRootPassword ? t('form.rootPasswordKeep') : t('form.rootPasswordHint')}
            value={values.rootPassword}
            onChange={(event) => change({ rootPassword: event.currentTarget.value })}
          />
          <Group grow align="flex-start">
            <NativeSelect
              label={t('form.class')}
              value={values.classId}
              onChange={(event) => change({ classId: event.currentTarget.value })}
              data={[
                { value: '', label: t('form.noClass') },
                ...classesOf(node, classList.data?.items).map((item) => ({ value: item.id, label: item.name })),
              ]}
              error={error?.fieldError('classId')}
            />
            <NativeSelect
              label={t('form.jump')}
              value={values.jumpNodeId}
              onChange={(event) => change({ jumpNodeId: event.currentTarget.value })}
              data={[
                { value: '', label: t('form.noJump') },
                ...(nodes.data?.items ?? [])
                  .filter((other) => other.id !== node?.id)
                  .map((other) => ({
                    value: other.id,
                    label: other.className ? `${other.className}/${other.name}` : other.name,
                  })),
              ]}
              error={error?.fieldError('jumpNodeId')}
            />
          </Group>
          <Text size="sm" c="dimmed">
            {t('form.sealed')}
          </Text>
          <ConnectionTest
            input={toTest(values, node, keepsCredential)}
            onRefused={() => setTried(true)}
            onCompared={setCompared}
          />
          <FormError error={error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {node ? common('save') : t('form.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Until the list has come, the node's own class is the one there is to show. */
function classesOf(node: NodeDto | undefined, listed: ReadonlyArray<{ id: string; name: string }> | undefined) {
  if (listed) return listed;
  return node?.classId ? [{ id: node.classId, name: node.className ?? '' }] : [];
}
