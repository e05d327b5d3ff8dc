'use client';

import { ActionIcon } from '@mantine/core';
import { Pencil, UserMinus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useUnenrol } from '@/app/_api/hooks/classes';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { Link } from '@/app/_components/link';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import type { MemberDto } from '@/lib/shared/accounts';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './people.module.css';

const MendDialog = dynamic(async () => (await import('./mend-dialog')).MendDialog, { ssr: false });

const natural = new Intl.Collator('en', { numeric: true }).compare;

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
  const sorted = [...members].sort((a, b) => natural(by(a), by(b)) || natural(a.email, b.email));
  const head = (key: typeof order, label: string) => (
    <th scope="col" aria-sort={order === key ? 'ascending' : 'none'}>
      <button type="button" className={classes.sort} onClick={() => setOrder(key)}>
        {label}
      </button>
    </th>
  );
  return (
    <section className={classes.people}>
      <h2>{t('title')}</h2>
      {members.length === 0 ? (
        <p className={page.none}>{t('none')}</p>
      ) : (
        <div className={page.tableBox}>
          <table className={page.table}>
            <thead>
              <tr>
                {head('name', t('name'))}
                {head('number', t('number'))}
                <th scope="col">{t('email')}</th>
                <th scope="col">{t('role')}</th>
                {head('node', t('node'))}
                <th scope="col">
                  <span className="visually-hidden">{common('actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sorted.map((member) => (
                <tr key={member.userId}>
                  <th scope="row" className={classes.name}>
                    {member.name}
                  </th>
                  <td data-label={t('number')}>{member.studentNumber ?? '–'}</td>
                  <td data-label={t('email')} className={classes.email}>
                    {member.email}
                  </td>
                  <td data-label={t('role')}>{t(member.role)}</td>
                  <td data-label={t('node')}>
                    {nodesOf(member.userId).length === 0
                      ? '–'
                      : nodesOf(member.userId).map((node) => (
                          <Link key={node.id} href={`/nodes/${node.id}`} className={classes.node}>
                            {node.name}
                          </Link>
                        ))}
                  </td>
                  <td>
                    <div className={page.actions}>
                      {member.role === 'student' && (
                        <ActionIcon
                          variant="subtle"
                          color="gray"
                          aria-label={t('mend', { name: member.name })}
                          title={t('mend', { name: member.name })}
                          onClick={() => setMending(member)}
                        >
                          <Pencil size={16} aria-hidden />
                        </ActionIcon>
                      )}
                      {member.role === 'student' && (
                        <ActionIcon
                          variant="subtle"
                          color="gray"
                          aria-label={t('remove', { name: member.name })}
                          title={t('remove', { name: member.name })}
                          onClick={() => setRemoving(member)}
                        >
                          <UserMinus size={16} aria-hidden />
                        </ActionIcon>
                      )}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
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
