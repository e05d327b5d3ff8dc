import { expect, test } from 'vitest';
import { render } from '@/app/_testing/render';
import { NodeGrid } from './node-grid';

const grid = (count: number, whole: boolean) =>
  render(
    <NodeGrid
      items={Array.from({ length: count }, (_, n) => `node${n}`)}
      keyOf={(name) => name}
      render={(name) => <b>{name}</b>}
      minWidth={200}
      gap={10}
      estimate={90}
      onEnd={() => {}}
      whole={whole}
    />,
  );
const inDocument = (html: string) => html.match(/<b>/g)?.length ?? 0;

test('a class is in the document whole, in one list', () => {
  const html = grid(60, true);
  expect(inDocument(html)).toBe(60);
  expect(html.match(/<ul/g)).toHaveLength(1);
});

test('a longer list, and one that goes on, is not', () => {
  expect(inDocument(grid(61, true))).toBeLessThan(61);
  expect(inDocument(grid(50, false))).toBeLessThan(50);
});
