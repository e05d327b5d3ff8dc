import { expect, test } from 'vitest';
import type { DoctorClass, DoctorReport } from '@/lib/shared/doctor';
import { ageOf } from './age-of';

const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`;
const examined = (name: string, minute: number, state: DoctorReport['state'] = 'done'): DoctorClass['nodes'][number] => ({
  nodeId: name,
  nodeName: name,
  report: { nodeId: name, nodeName: name, at: at(minute), state, light: state === 'done' ? 'green' : null, findings: [] },
});
const never: DoctorClass['nodes'][number] = { nodeId: 'never', nodeName: 'never', report: null };
const node = (id: string, minute: number) => ({ id, stateSince: at(minute) });

test('a light is as old as its oldest examination, and names who has changed since', () => {
  const nodes = [examined('node0', 30), examined('node1', 10), never, examined('node2', 50, 'running')];
  const now = [node('node0', 20), node('node1', 11), node('never', 59), node('node2', 59)];
  expect(ageOf({ nodes }, now)).toEqual({ oldest: at(10), changed: ['node1'] });
});

test('where nobody was examined there is no age', () => {
  expect(ageOf({ nodes: [never] }, [node('never', 1)])).toEqual({ oldest: null, changed: [] });
});
