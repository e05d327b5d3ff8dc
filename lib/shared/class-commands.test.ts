import { expect, test } from 'vitest';
import { containersCommand, removeImagesCommand } from './class-commands';

test('each action is one line for all that was selected of a node; a name the node made up is quoted', () => {
  const names = ['web', 'db;reboot'];
  expect((['start', 'stop', 'restart', 'remove'] as const).map((action) => containersCommand(action, names))).toEqual([
    "docker start web 'db;reboot'",
    "docker stop web 'db;reboot'",
    "docker restart web 'db;reboot'",
    "docker rm -f web 'db;reboot'",
  ]);
});

test('an image goes with all of its tags; one without is called by its id', () => {
  const images = [
    { id: `sha256:${'a'.repeat(64)}`, tags: ['a:1', 'a:2'] },
    { id: `sha256:${'b'.repeat(64)}`, tags: [] },
  ];
  expect(removeImagesCommand(images)).toBe(`docker rmi a:1 a:2 ${'b'.repeat(12)}`);
});
