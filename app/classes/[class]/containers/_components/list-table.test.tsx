import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { AwayNode, ClassContainer } from '@/lib/shared/class-lists';
import { AwayNodes } from './away-nodes';
import { readAddress } from './list-address';
import { groupsOf, linesOf } from './list-lines';
import { ListTable } from './list-table';

const rows = Array.from({ length: 3_000 }, (_, n): ClassContainer => {
  const node = `node${Math.floor(n / 3)}`;
  return {
    ...{ nodeId: node, node, students: ['Anna'], id: `id${n}`, name: `c${n}`, image: 'ubuntu', health: null, startedAt: null },
    ...{ state: n % 3 === 0 ? 'running' : 'exited', exitCode: 0, ports: [], createdAt: '2026-01-01T00:00:00Z' },
  };
});
const ignore = () => {};
const table = (folded: ReadonlySet<string>, picked: ReadonlySet<string> = new Set()) => {
  const choice = readAddress({});
  const lines = linesOf(rows, groupsOf(rows, choice.group), folded);
  return render(<ListTable {...{ choice, lines, rows, picked }} onPick={ignore} onFold={ignore} onSort={ignore} />);
};

test('of three thousand rows those in sight are in the document, below the node that they are on', () => {
  const html = table(new Set());
  expect(html.match(/<tr/g)?.length).toBeLessThan(60);
  expect(html).toContain('aria-rowcount="4001"');
  expect(textOf(html)).toContain('node0 Anna 3 containers, 1 running, 2 exited');
  expect(html).toContain('aria-label="Select c0 on node0"');
});

test('a folded group says so and shows its head alone, selected in part', () => {
  const html = table(new Set(['node0']), new Set(['node0 id1']));
  expect(html).toMatch(/aria-expanded="false"[^>]*>(?:<svg.*?<\/svg>)?node0</);
  expect(html).not.toContain('Select c0 on node0');
  expect(html).toContain('Select c3 on node1');
  // The box of the group, and that of everything.
  expect(html.match(/data-part="true"/g)).toHaveLength(2);
});

test('nodes that are away for one reason are one line that names them', () => {
  const away = (node: string, code: string | null): AwayNode => ({
    ...{ nodeId: node, node, students: node === 'node1' ? ['Anna'] : [], state: 'unreachable', since: '2026-01-01T00:00:00Z' },
    reason: code === null ? null : { code, detail: `dial ${node}` },
  });
  const html = render(<AwayNodes nodes={[away('node1', 'node_lost'), away('node2', 'node_lost'), away('node3', null)]} />);
  expect(html.match(/role="status"/g)).toHaveLength(2);
  expect(textOf(html)).toMatch(/2 nodes are not listed\. .+ node1 Anna \(.*node2 \(.*1 node is not listed\. .+ node3/);
  expect(textOf(render(<AwayNodes nodes={[]} />))).toBe('');
});
