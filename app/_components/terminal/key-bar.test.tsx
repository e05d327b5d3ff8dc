import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import { KeyBar } from './key-bar';

const keys = (detach: boolean) => textOf(render(<KeyBar disabled={false} detach={detach} onKey={() => {}} />));

test('the keys that leave a container are offered on the node alone: inside one there is nothing they could leave', () => {
  expect(keys(true)).toContain('Ctrl-P Ctrl-Q');
  expect(keys(false)).not.toContain('Ctrl-P');
});
