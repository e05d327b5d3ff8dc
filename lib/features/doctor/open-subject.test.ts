import { expect, test } from 'vitest';
import type { NodeStatus } from '@/lib/fleet/fleet';
import type { NodeRow } from '@/lib/fleet/node-row';
import type { Db } from '@/lib/gateways/db/db';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { openSubject } from './open-subject';

test('a node that comes back just then is told by how it is once it is back', async () => {
  const fleet = createFleetDouble({ connection: () => ({ user: 'ubuntu' }) });
  const back = fleet.status('node0');
  // Logged in, and neither root nor Docker found yet: a retry does not say `connecting` again.
  let status: NodeStatus = { ...back, state: 'unreachable', access: null };
  const subject = await openSubject(
    {
      db: {} as Db,
      now: () => new Date(),
      fleet: {
        ...fleet,
        status: () => status,
        retryDocker: async () => {
          status = back;
          return status;
        },
      },
    },
    { id: 'node0', classId: null, loginUser: 'ubuntu', rootLogin: 'none', rootLoginReason: null } as NodeRow,
  );
  expect(subject.about.status.access).toEqual({ docker: 'root', root: 'root' });
});
