import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { classKeys } from '@/app/_api/hooks/keys';
import { render, textOf } from '@/app/_testing/render';
import { ClassLists } from './class-lists';
import { readAddress } from './list-address';

const shown = (list: 'containers' | 'images') => {
  const client = new QueryClient();
  client.setQueryData(classKeys.rows('c', list), { rows: [], away: [], epoch: 'e', v: 0 });
  return textOf(render(<ClassLists classId="c" first={readAddress({ list })} />, 'en', client));
};

test('an empty list is counted as what it is of', () => {
  expect(shown('images')).toContain('Images 0 on 0 nodes, 0 used by containers');
  expect(shown('containers')).toContain('Containers 0 of 0 running, 0 exited');
});
