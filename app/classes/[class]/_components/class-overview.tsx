'use client';

import { useMembers } from '@/app/_api/hooks/classes';
import type { Every } from '@/app/_api/hooks/every-page';
import { useNodes } from '@/app/_api/hooks/nodes';
import { useClassWatch } from '@/app/_realtime/use-node-watch';
import type { MemberDto } from '@/lib/shared/accounts';
import type { List } from '@/lib/shared/common';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './class-overview.module.css';
import { Morning } from './morning';
import { People } from './people';
import { RosterCard } from './roster-card';

interface Props {
  classId: string;
  nodes: Every<NodeDto>;
  members: List<MemberDto>;
}

/** The steps of a first morning beside the people of the class; live. */
export function ClassOverview({ classId, ...initial }: Props) {
  const { data: { items: nodes } = initial.nodes } = useNodes({ class: classId }, { initialData: initial.nodes });
  const { data: members = initial.members } = useMembers(classId, { initialData: initial.members });
  useClassWatch(classId);
  const students = members.items.filter((member) => member.role === 'student');
  const withNode = new Set(nodes.flatMap((node) => node.assignees.map((person) => person.id)));
  const without = students.filter((student) => !withNode.has(student.userId)).length;
  const free = nodes.filter((node) => node.assignees.length === 0 && !node.staff?.setAside).length;
  return (
    <div className={classes.grid}>
      <Morning classId={classId} nodes={nodes} students={students.length} without={without} />
      <div className={classes.column} id="people">
        <RosterCard classId={classId} leftOver={Math.min(without, free)} />
        <People classId={classId} members={members.items} nodes={nodes} />
      </div>
    </div>
  );
}
