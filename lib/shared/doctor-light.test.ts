import { expect, test } from 'vitest';
import type { DoctorFinding, DoctorReport, FindingId, FindingState } from './doctor';
import { lightOf, summarizeClass, troublesOf } from './doctor-light';

const finding = (id: FindingId, state: FindingState, reason: DoctorFinding['reason'] = 'check_failed'): DoctorFinding => ({
  ...{ id, state, reason },
  ...{ params: {}, evidence: null, fix: null },
});

test.each<[FindingId, FindingState, string]>([
  ['disk', 'bad', 'red'],
  ['docker_answers', 'bad', 'red'],
  // Images that are there can be used without a registry.
  ['registry', 'bad', 'amber'],
  ['disk', 'warn', 'amber'],
  ['root_password', 'unknown', 'amber'],
  ['permit_root_login', 'unknown', 'green'],
  ['credential', 'skipped', 'green'],
  ['sudo', 'ok', 'green'],
])('%s that is %s makes the light %s', (id, state, light) => {
  expect(lightOf([finding('address', 'ok'), finding(id, state)])).toBe(light);
});

test('what keeps a node from being ready: red first, then in the order of a first contact', () => {
  const found = [finding('registry', 'bad'), finding('su', 'warn'), finding('disk', 'bad'), finding('ssh', 'ok')];
  expect(troublesOf(found).map((one) => one.id)).toEqual(['disk', 'su', 'registry']);
});

const node = (nodeName: string, ...findings: DoctorFinding[]) => ({
  nodeId: nodeName,
  nodeName,
  report: { nodeId: nodeName, nodeName, at: '', state: 'done', light: lightOf(findings), findings } as DoctorReport,
});

test('the class is as ready as its worst node, and says why with the nodes it is about', () => {
  const missing = finding('docker_installed', 'bad', 'docker_missing');
  const low = finding('disk', 'warn', 'disk_low');
  const { light, counts, reasons } = summarizeClass([
    ...[node('node0', low), node('node1', low, missing), node('node2', low), node('node3')],
    { nodeId: 'node4', nodeName: 'node4', report: null },
  ]);
  expect(light).toBe('red');
  expect(counts).toEqual({ green: 1, amber: 2, red: 1, unexamined: 1 });
  expect(reasons.map(({ reason, nodes }) => [reason, nodes])).toEqual([
    ['docker_missing', ['node1']],
    ['disk_low', ['node0', 'node1', 'node2']],
  ]);
});

test('a class is not called ready before every node was examined, and one without nodes never', () => {
  expect(summarizeClass([node('node0'), { nodeId: 'b', nodeName: 'b', report: null }]).light).toBe(null);
  expect(summarizeClass([]).light).toBe(null);
  expect(summarizeClass([node('node0')]).light).toBe('green');
  expect(summarizeClass([node('node0'), node('node1', finding('dns', 'warn'))]).light).toBe('amber');
});

test('a reason of several nodes names the address of each', () => {
  const closed = (address: string) => ({ ...finding('address', 'bad', 'address_closed'), params: { address } });
  const nodes = ['10.0.3.4:22', '10.0.3.5:22', '10.0.3.4:22'].map((address, n) => node(`node${n}`, closed(address)));
  expect(summarizeClass(nodes).reasons).toMatchObject([
    { params: { address: '10.0.3.4:22, 10.0.3.5:22' }, nodes: ['node0', 'node1', 'node2'] },
  ]);
  expect(nodes[0]?.report.findings[0]?.params).toEqual({ address: '10.0.3.4:22' });
});
