'use client';

import { ActionIcon } from '@mantine/core';
import { Pencil, UserMinus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useUnenrol } from '@/app/_api/hooks/classes';
import { DataTable } from '@/app/_components/data-table';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { Link } from '@/app/_components/link';
import { LastSeen, PresenceDot } from '@/app/_components/presence';
import { notify } from '@/app/_components/notify';
import { accountName } from '@/lib/shared/account-name';
import type { MemberDto } from '@/lib/shared/accounts';
import { byName } from '@/lib/shared/by-name';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './people.module.css';

const MendDialog = dynamic(async () => (await import('./mend-dialog')).MendDialog, { ssr: false });

/** Who is enrolled, and which node is whose. */
export function People({ classId, members, nodes }: { classId: string; members: MemberDto[]; nodes: NodeDto[] }) {
  const t = useTranslations('classes.people');
  const common = useTranslations('common');
  const unenrol = useUnenrol(classId);
  const [mending, setMending] = useState<MemberDto | null>(null);
  const [order, setOrder] = useState<'node' | 'name' | 'number'>('node');
  const [removing, setRemoving] = useState<MemberDto | null>(null);
  const nodesOf = (userId: string) => nodes.filter((node) => node.assignees.some((person) => person.id === userId));
  // Staff, then students by node, then who has none.
  const place = ({ role, userId }: MemberDto) => {
    const [node] = nodesOf(userId);
    return `${role === 'instructor' ? 0 : node ? 1 : 2} ${node?.name ?? ''}`;
  };
  const by = (member: MemberDto) =>
    order === 'name' ? member.name : order === 'number' ? (member.studentNumber ?? '\uffff') : place(member);
  const sorted = [...members].sort((a, b) => byName(by(a), by(b)) || byName(a.email, b.email));
  const sort = (key: typeof order) => ({ active: order === key, onSort: () => setOrder(key) });
  const online = members.filter((member) => member.role === 'student' && member.online).length;
  return (
    <section className={classes.people}>
      <h2>{t('title')}</h2>
      <p className={classes.online}>{t('online', { count: online })}</p>
      <DataTable
        caption={t('title')}
        rows={sorted}
        rowKey={(member) => member.userId}
        empty={t('none')}
        columns={[
          {
            key: 'name',
            header: t('name'),
            sort: sort('name'),
            cell: (member) => (
              <>
                <PresenceDot online={member.online} />
                {member.name}
              </>
            ),
            minWidth: '8em',
          },
          { key: 'number', header: t('number'), sort: sort('number'), cell: (member) => member.studentNumber ?? '–' },
          { key: 'email', header: t('email'), cell: (member) => accountName(member.email), className: classes.email },
          { key: 'seen', header: t('seen'), cell: (member) => <LastSeen online={member.online} at={member.lastSeenAt} /> },
          { key: 'role', header: t('role'), cell: (member) => t(member.role) },
          { key: 'node', header: t('node'), sort: sort('node'), cell: (member) => <NodeLinks nodes={nodesOf(member.userId)} /> },
          {
            key: 'actions',
            header: common('actions'),
            kind: 'actions',
            cell: (member) =>
              member.role === 'student' && (
                <>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t('mend', { name: member.name })}
                    title={t('mend', { name: member.name })}
                    onClick={() => setMending(member)}
                  >
                    <Pencil size={16} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t('remove', { name: member.name })}
                    title={t('remove', { name: member.name })}
                    onClick={() => setRemoving(member)}
                  >
                    <UserMinus size={16} aria-hidden />
                  </ActionIcon>
                </>
              ),
          },
        ]}
      />
      {mending && <MendDialog classId={classId} member={mending} onClose={() => setMending(null)} />}
      {removing && (
        <LazyConfirm
          title={t('removeTitle', { name: removing.name })}
          submit={t('removeSubmit')}
          busy={unenrol.isPending}
          error={unenrol.error}
          onClose={() => setRemoving(null)}
          onConfirm={() =>
            unenrol.mutate(removing.userId, {
              onSuccess: () => {
                void notify('done', t('removed', { name: removing.name }));
                setRemoving(null);
              },
            })
          }
        >
          <p>{t('removeText', { name: removing.name })}</p>
        </LazyConfirm>
      )}
    </section>
  );
}

function NodeLinks({ nodes }: { nodes: NodeDto[] }) {
  if (nodes.length === 0) return '–';
  return nodes.map((node) => (
    <Link key={node.id} href={`/nodes/${node.id}`} className={classes.node}>
      {node.name}
    </Link>
  ));
}
