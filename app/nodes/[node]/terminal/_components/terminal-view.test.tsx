import { expect, test } from 'vitest';
import { render } from '@/app/_testing/render';
import type { NodeDto } from '@/lib/shared/nodes';
import type { TerminalDto } from '@/lib/shared/realtime';
import { DockerDenied } from './terminal-view';

const note = (node: Partial<NodeDto>, terminal: Partial<TerminalDto>) =>
  render(
    <DockerDenied
      node={{ id: 'n', state: 'ready', access: null, ...node } as NodeDto}
      terminal={{ kind: 'host', loginUser: 'ubuntu', ...terminal } as TerminalDto}
    />,
  );
const bySu: NodeDto['access'] = { docker: 'su', root: 'su' };

test('whose shell may not use Docker is told so and led to the root login, also where the panel itself reaches it', () => {
  expect(note({ access: bySu }, {})).toContain('/nodes/n/root-login');
  expect(note({ state: 'docker_denied' }, {})).toContain('/nodes/n/root-login');
});

test('nobody else is', () => {
  const none = [
    note({ access: bySu }, { loginUser: 'root' }),
    note({ access: bySu }, { kind: 'exec', loginUser: null }),
    note({ access: { docker: 'docker_group', root: 'su' } }, {}),
    note({ state: 'connecting' }, {}),
  ];
  for (const html of none) expect(html).not.toContain('root-login');
});
