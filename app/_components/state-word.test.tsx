import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import { ContainerStateWord } from './state-word';

type Container = Parameters<typeof ContainerStateWord>[0]['container'];
const word = (container: Container, stopping = false) =>
  textOf(render(<ContainerStateWord container={container} stopping={stopping} />));

test.each([
  [{ state: 'exited', exitCode: 137 }, false, 'killed (137)'],
  [{ state: 'exited', exitCode: 3 }, false, '3'],
  [{ state: 'running', exitCode: null, health: 'unhealthy' }, false, 'unhealthy'],
  [{ state: 'running', exitCode: null, health: null }, true, 'stopping'],
] as Array<[Container, boolean, string]>)('a container that is %j says what a newcomer can read', (container, stopping, text) => {
  expect(word(container, stopping).toLowerCase()).toContain(text);
});
