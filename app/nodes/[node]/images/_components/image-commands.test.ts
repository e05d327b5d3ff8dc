import { expect, test } from 'vitest';
import { nameOf, registryOf, removeCommand, tagCommand } from './image-commands';

const id = `sha256:${'a'.repeat(64)}`;

test('a removal names the one tag, all of them, or the id where there is none', () => {
  const image = { id, tags: ['x:1', 'y:2'] };
  expect(removeCommand(image, 'y:2')).toBe('docker rmi y:2');
  expect(removeCommand(image, null)).toBe('docker rmi x:1 y:2');
  expect(removeCommand({ id, tags: [] }, null)).toBe('docker rmi aaaaaaaaaaaa');
});

test('a tag is shown before it is filled in, and an image without a tag goes by its id', () => {
  expect(tagCommand(nameOf({ id, tags: [] }), '')).toBe('docker tag aaaaaaaaaaaa NAME:TAG');
  expect(tagCommand(nameOf({ id, tags: ['x:1'] }), 'localhost:5000/x:1')).toBe('docker tag x:1 localhost:5000/x:1');
});

test('a name leads to the registry that it begins with, else to Docker Hub', () => {
  expect(['localhost/x', 'localhost:5000/team/x:1', '10.0.0.1/x', 'team/x', 'x:1'].map(registryOf)).toEqual([
    ...['localhost', 'localhost:5000', '10.0.0.1', null, null],
  ]);
});
