import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { errorText } from '@/lib/core/present-error';
import { limits } from '@/lib/shared/limits';
import type { TerminalDto } from '@/lib/shared/realtime';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { createScriptedPty } from '@/lib/testing/scripted-pty';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

let panel: RealtimePanel;
let tab: TestSocket;
/** What opening a shell on the node comes to. */
let refusal: AppError | null = null;

beforeEach(async () => {
  refusal = null;
  const away = (): never => {
    throw new AppError('node_lost');
  };
  panel = await startRealtimePanel(
    {},
    {
      ssh: async () =>
        ({
          openShell: async () => {
            throw refusal;
          },
        }) as unknown as SshConnection,
      engine: async () => away(),
    },
  );
  const anna = await panel.addUser('anna');
  await panel.addNode('node0', [anna]);
  tab = panel.connect(anna.cookie);
  await connected(tab);
}, 60_000);
afterEach(() => panel.stop());

const size = { cols: 80, rows: 24 };
const codeOf = async (input: { kind: 'host' } | { kind: 'exec'; container: string }) => {
  const ack = await ask(tab, 'terminal:open', { ...input, node: 'node0', ...size });
  return ack.ok ? 'opened' : ack.error.code;
};

test('a node that is away is away: nothing was under way; an account without terminals is named', async () => {
  expect(await codeOf({ kind: 'exec', container: 'web' })).toBe('node_unreachable');
  // Lost while the shell was opened is something else.
  refusal = new AppError('node_lost');
  expect(await codeOf({ kind: 'host' })).toBe('node_lost');
  refusal = new AppError('ssh_channel_refused', { detail: 'Unable to request a pseudo-terminal' });
  expect(await codeOf({ kind: 'host' })).toBe('terminal_not_permitted');
  refusal = new AppError('ssh_channel_refused', { detail: '(SSH) Channel open failure: open failed' });
  expect(await codeOf({ kind: 'host' })).toBe('ssh_channel_refused');
});

test('the limit is named with its number, and one’s own terminals are listed wherever they are, nobody else’s', async () => {
  for (const locale of ['en', 'ko'] as const)
    expect(errorText(locale, 'terminal_limit')).toContain(String(limits.terminalsPerUser));
  const boris = await panel.addUser('boris');
  await panel.addNode('node1', [boris]);
  const list = () => must<{ items: TerminalDto[] }>(ask(tab, 'terminal:list', {}));
  expect((await list()).items).toEqual([]);
  const about = { kind: 'host', nodeId: 'n'.repeat(24), containerId: null, containerName: null, loginUser: 'ubuntu' } as const;
  const mine = (await panel.runtime.db.user.findFirstOrThrow({ where: { name: 'anna' } })).id;
  panel.runtime.terminals.create({ userId: mine }, { ...about, nodeName: 'node0' }, createScriptedPty());
  panel.runtime.terminals.create({ userId: boris.id }, { ...about, nodeName: 'node1' }, createScriptedPty());
  expect((await list()).items.map((terminal) => terminal.nodeName)).toEqual(['node0']);
});
