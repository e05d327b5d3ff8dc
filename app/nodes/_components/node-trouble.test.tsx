import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { NodeDto, NodeState } from '@/lib/shared/nodes';
import { NodeRemedy } from './node-remedy';
import { useWhy } from './node-trouble';

const staff: NodeDto['staff'] = {
  credentialKind: 'password',
  hasRootPassword: true,
  jumpNodeId: null,
  hostKey: null,
  offeredHostKey: null,
  setAside: null,
};
const nodeIn = (state: NodeState, code: string | null, isStaff = true) =>
  ({
    id: 'n'.repeat(24),
    name: 'node0',
    classId: 'c'.repeat(24),
    state,
    reason: code === null ? null : { code, detail: null },
    staff: isStaff ? staff : null,
  }) as NodeDto;

function Trouble({ node }: { node: NodeDto }) {
  return (
    <>
      <p>{useWhy(node)}</p>
      <NodeRemedy node={node} onTask={() => {}} />
    </>
  );
}
const shown = (node: NodeDto) => render(<Trouble node={node} />);

test.each([
  ['unreachable', 'address_refused', 'The panel is not allowed to connect to this address', 'Change the address'],
  ['unreachable', 'node_refused', 'refused', 'Reconnect now'],
  ['unreachable', 'node_unreachable', 'The node does not respond', 'Reconnect now'],
  ['docker_down', 'shell_in_the_way', 'shell', '/terminal'],
  ['docker_down', 'docker_elsewhere', 'does not listen on', '/terminal'],
] as const)('a node that is %s for %s says why, and what to press', (state, code, why, press) => {
  const html = shown(nodeIn(state, code));
  expect(textOf(html)).toContain(why);
  expect(html.toLowerCase()).toContain(press.toLowerCase());
  // Said by the reason itself where it says more than the state.
  if (code !== 'node_unreachable') expect(textOf(html)).not.toBe(textOf(shown(nodeIn(state, null))));
});

test('where Docker is missing or stopped staff are led to the step that mends it, a student to a terminal and the command', () => {
  const prepare = (step: string) => `prepare?steps=${encodeURIComponent(step)}&amp;nodes=node0`;
  expect(shown(nodeIn('docker_missing', null))).toContain(prepare('docker.install'));
  expect(shown(nodeIn('docker_down', null))).toContain(prepare('docker.start'));
  const student = shown(nodeIn('docker_down', null, false));
  expect(student).toContain('service docker start');
  expect(student).toContain('/terminal');
  expect(shown(nodeIn('docker_missing', null, false))).not.toContain('service docker start');
});
